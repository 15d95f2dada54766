"""What simulated buyers say: small talk about the demo shop's products, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]
ProductId = Literal["tent", "pack", "lamp"]


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation from the buyer's side; whatever the agent answers, it goes on.

    Args:
        name: Who the buyer says they are; "" stays anonymous.
        product: What they look at.
        lines: What they write, one message each, with answers hoped for in between.
    """

    language: Language
    name: str
    product: ProductId
    lines: tuple[str, ...]


TITLES: Final[dict[Language, dict[ProductId, str]]] = {
    "zh": {
        "tent": "双人轻量帐篷 三季款 苔绿",
        "pack": "徒步背包 28 升 赤陶",
        "lamp": "头灯 400 流明 可充电",
    },
    "en": {
        "tent": "Two-person tent, 3-season, moss",
        "pack": "Day pack 28 l, terracotta",
        "lamp": "Headlamp 400 lm, rechargeable",
    },
}

NUDGES: Final[dict[Language, tuple[str, ...]]] = {
    "zh": ("在吗？", "有人吗，我等一会儿", "不急，您先忙"),
    "en": ("Is anybody there?", "No hurry, I can wait a bit", "Hello again?"),
}

THANKS: Final[dict[Language, tuple[str, ...]]] = {
    "zh": ("好的，谢谢！", "明白了，我先下单", "谢谢，那我再想想", "太好了，辛苦啦"),
    "en": (
        "Great, thanks!",
        "Good to know, I'll take it",
        "Thanks, let me think it over",
        "Cheers!",
    ),
}

TALKS: Final[tuple[Talk, ...]] = (
    Talk(
        "zh",
        "林小禾",
        "tent",
        (
            "你好，这款帐篷两个人带一只狗够睡吗？",
            "狗不大，十来公斤的柯基",
            "周末要用，今天下单周五能到吗",
        ),
    ),
    Talk(
        "zh",
        "",
        "tent",
        ("请问下雨天会不会渗水？", "地钉要另外买吗", "如果搭不好有没有视频教程"),
    ),
    Talk(
        "zh",
        "周航",
        "tent",
        ("内帐高度多少？我一米八五", "能坐直就行", "颜色只有苔绿吗？"),
    ),
    Talk("zh", "陈雨桐", "tent", ("外帐破了个小口，能补吗？", "在哪里买补丁？")),
    Talk(
        "zh",
        "",
        "pack",
        ("背包放得下 15 寸电脑吗", "通勤也想背，会不会太户外了", "有没有黑色"),
    ),
    Talk(
        "zh", "高磊", "pack", ("我身高 172，背长选哪个？", "平时装相机加一件冲锋衣", "能退换吧？")
    ),
    Talk("zh", "", "pack", ("收到的包有一股味道，正常吗？", "晾两天了，还是有一点")),
    Talk("zh", "吴桐", "pack", ("防雨罩是自带的吗", "两侧能放下一升的水壶吗？")),
    Talk(
        "zh",
        "何静",
        "lamp",
        ("头灯充一次电能用多久？", "是最亮的时候还是最暗的时候？", "夜跑用哪档合适"),
    ),
    Talk("zh", "", "lamp", ("头灯充不进电了怎么办", "线换过了，灯也不闪", "订单是上个月的")),
    Talk("zh", "孙启明", "lamp", ("团购十个有优惠吗", "需要开发票，抬头是公司")),
    Talk("zh", "", "tent", ("这个和三季款有什么区别？", "我主要在海拔三千左右用")),
    Talk(
        "en",
        "Maya",
        "tent",
        (
            "Hi! Does the tent hold up in strong wind?",
            "We camp by the sea a lot",
            "And how heavy is it with everything packed?",
        ),
    ),
    Talk("en", "", "tent", ("Can I buy a footprint for it?", "What size would that be?")),
    Talk(
        "en",
        "Jonas",
        "pack",
        (
            "Is the pack small enough for cabin luggage?",
            "Budget airline, they are strict",
            "Is there a chest strap?",
        ),
    ),
    Talk("en", "", "pack", ("Do you ship to Norway?", "How long does it take, roughly?")),
    Talk(
        "en",
        "Priya",
        "lamp",
        (
            "Does the headlamp have a red light?",
            "For reading maps at night",
            "Can I lock the button?",
        ),
    ),
    Talk(
        "en", "Tom", "lamp", ("My lamp switches itself off after a minute", "It was fully charged")
    ),
)
