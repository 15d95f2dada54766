"""What people are called and say in the pictures, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """One language's story.

    Args:
        locale: Of the browsers.
        shops: Names of the two shops, the larger one first.
        agents: Display name by username.
        categories: For summaries.
        pages: Titles of pages that buyers are on.
        product: Title and price of the tent.
        river: What is said in the conversation of the picture, in its order.
        lines: The last line of each other buyer, by name.
        welcome: An automatic answer.
        greetings: A buyer's first words, and an agent's first and last ones.
        demo: What is said in the demo's widget, in turn, the buyer first.
        typed: What the buyer of the picture is typing.
        note: An internal line about it.
        whisper: The supervisor's.
        transfer: The note of an invitation.
    """

    locale: str
    shops: tuple[str, str]
    agents: Mapping[str, str]
    categories: tuple[str, ...]
    pages: tuple[str, str]
    product: tuple[str, str]
    river: tuple[str, ...]
    lines: Mapping[str, str]
    welcome: str
    greetings: tuple[str, str, str]
    demo: tuple[str, ...]
    typed: str
    note: str
    whisper: str
    transfer: str


CHINESE: Final = Words(
    locale="zh-CN",
    shops=("示例户外旗舰店", "海外店"),
    agents={
        "main": "主帐号",
        "pre1": "售前 01",
        "pre2": "售前 02",
        "pre3": "售前 03",
        "log1": "物流 01",
        "aft1": "售后 01",
        "boss": "主管",
    },
    categories=("售前咨询", "尺码与规格", "物流", "售后"),
    pages=("双人轻量帐篷 三季款", "结算页"),
    product=("双人轻量帐篷 三季款 苔绿", "¥ 899.00"),
    river=(
        "你好，这款帐篷两个人带一只狗够睡吗？",
        "您好！内帐 210 × 135 厘米，两位成人加一只中型犬刚好。",
        "周末要用，今天下单周五能到杭州吗",
        "18:00 前付款今晚就发出，周五上午送达杭州市区。",
        "那我先为您留一件苔绿，18:00 前付款都有效。",
        "太好了，就要苔绿",
        "能顺便送一包地钉吗？老客户了",
    ),
    lines={
        "tin_cup": "客服在吗？订单一直没有更新",
        "moss_trail": "背包的扣子坏了，能换一个吗",
        "north_lamp": "Does it ship to Oslo?",
        "paper_kite": "请备注送货前打电话",
        "slow_bus": "我先看一下尺码表",
        "quiet_harbor": "头灯充满要多久",
        "fern.hollow": "可以开发票吗",
        "grey_heron": "收到了，胶圈是歪的，还能退吗",
        "copper.pan": "退款什么时候到账",
        "sea.glass": "有没有儿童款的登山杖",
        "reed_bank": "两个一起买可以便宜吗",
        "lake_walker": "我的订单能改地址吗",
        "oat_field": "Is the pack waterproof?",
        "kettle.blue": "现货吗",
        "iron.gate": "快递停在中转站两天了",
        "still_pond": "能改成自提吗",
    },
    welcome="您好 {buyer}，我是{agent}，有什么可以帮您？",
    greetings=("在吗", "您好，请讲", "好的，已经为您备注了"),
    demo=("下雨天能用吗？", "可以，外帐防水 3000 毫米，接缝都压了胶。", "好，那周末就带它去"),
    typed="不行的话我再看看别",
    note="华东仓今晚的截单时间还是 18:00，来得及。",
    whisper="可以直接换新，不用等寄回。",
    transfer="五月买的，还在保修期内，麻烦安排换新。",
)

ENGLISH: Final = Words(
    locale="en-GB",
    shops=("Harbour Outdoor", "Outlet"),
    agents={
        "main": "Main desk",
        "pre1": "Presales 1",
        "pre2": "Presales 2",
        "pre3": "Presales 3",
        "log1": "Delivery 1",
        "aft1": "Returns 1",
        "boss": "Duty manager",
    },
    categories=("Before buying", "Sizes", "Delivery", "Returns"),
    pages=("Two-person tent, 3-season", "Checkout"),
    product=("Two-person tent, 3-season, moss", "$129.00"),
    river=(
        "Hello, is this tent big enough for two and a dog?",
        "Hello! The inner tent is 210 by 135 cm: two adults and a medium dog fit well.",
        "We leave on Saturday. Would it be in Leeds by Friday?",
        "Paid before six it leaves tonight, and is in Leeds on Friday morning.",
        "I keep one in moss aside for you until six.",
        "Great, moss it is",
        "Could you add a bag of pegs? We buy here every year",
    ),
    lines={
        "tin_cup": "Anybody there? My order has not moved since Monday",
        "moss_trail": "The buckle of my pack broke, can I get a new one?",
        "north_lamp": "Does it ship to Oslo?",
        "paper_kite": "Please ring before you deliver",
        "slow_bus": "I will look at the size chart first",
        "quiet_harbor": "How long does the lamp take to charge?",
        "fern.hollow": "Can I have an invoice?",
        "grey_heron": "It arrived, but the rubber ring is crooked",
        "copper.pan": "When will I get the refund?",
        "sea.glass": "Do you have poles for children?",
        "reed_bank": "Is it cheaper if I take two?",
        "lake_walker": "Can I still change the address?",
        "oat_field": "Is the pack waterproof?",
        "kettle.blue": "Is it in stock?",
        "iron.gate": "My parcel has not moved for two days",
        "still_pond": "Can I pick it up instead?",
    },
    welcome="Hello {buyer}, this is {agent}. How can I help?",
    greetings=("Hello", "Hello, what can I do for you?", "Done, I have made a note of it."),
    demo=(
        "Can I use it in the rain?",
        "Yes: the outer tent takes 3,000 mm, and all seams are taped.",
        "Good, then it comes along on Saturday",
    ),
    typed="If not I might look at the other",
    note="The warehouse still takes orders until six tonight, that works.",
    whisper="Send a new one at once, no need to wait for the old one.",
    transfer="Bought in May, still under warranty. Please send a new one.",
)
