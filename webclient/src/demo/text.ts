/** The demo page's words, in both languages. */

export type Lang = 'zh-CN' | 'en'

const en = {
  code: 'en',
  other: '中文',
  running: 'Running, demo data',
  head: 'Shop here, console there.',
  lead: 'chatd is a live-chat and routing server that you host yourself. Open two or three windows and be buyer and agent in turn.',
  steps: [
    ['Write a line in the shop, as a buyer', 'No log-in: each browser is a new buyer'],
    [
      'Open the console of agent1 and answer',
      'You see what is being typed before the message comes',
    ],
    [
      'Set agent1 to suspended and come as another buyer',
      '"Why me?" beside the session tells every step',
    ],
  ],
  doors: 'Consoles',
  door: {
    agent1: ['Mia', 'Agent: serves buyers'],
    agent2: ['Leo', 'Agent: log in beside and watch the sharing'],
    supervisor: ['Iris', 'Supervisor: watches, whispers, steps in'],
    main: ['Main account', 'Private contacts, and the last in line'],
  },
  doorsNote:
    'The password is the user name. Use a private window for each account, so that they do not share a log-in.',
  state: {
    online: 'online',
    invisible: 'invisible',
    suspended: 'suspended',
    busy: 'busy',
    away: 'away',
    offline: 'offline',
  },
  sim: 'Simulated buyers',
  simNote: 'They come, write a few lines, read, and leave',
  simFailed: 'That did not work. Nothing was changed; please try again.',
  lost: 'The server does not answer; trying again.',
  sessions: 'Sessions',
  waiting: 'Waiting',
  messages: 'Messages',
  embed: 'On any page, one line:',
  copy: 'Copy',
  copied: 'Copied',
  links: { api: 'HTTP API', health: 'Health', metrics: 'Metrics' },
  shop: 'Sample Outdoor',
  cart: 'Add to cart',
  inCart: 'In the cart',
  cartCount: (count: number) => `Cart ${count}`,
  products: {
    tent: {
      short: 'Tents',
      name: 'Two-person tent, 3-season, moss',
      price: '$129.00',
      facts: 'Inner tent 210 × 135 cm, 2.1 kg, porch 80 cm',
      points: ['Three seasons', 'Two people, one dog', 'Holds heavy rain', 'Up in nine minutes'],
    },
    pack: {
      short: 'Packs',
      name: 'Day pack 28 l, terracotta',
      price: '$55.00',
      facts: '28 litres, 780 g, back length 46–52 cm',
      points: ['Rain cover inside', 'Fits a 15-inch laptop', 'Bottle on each side', 'Back in mesh'],
    },
    lamp: {
      short: 'Lamps',
      name: 'Headlamp 400 lm, rechargeable',
      price: '$19.00',
      facts: '400 lumens, 68 g, 4 to 60 hours',
      points: ['USB-C', 'Red light', 'Splash-proof', 'Locks in the bag'],
    },
  },
}
export type Text = typeof en
export type ProductId = keyof Text['products']

const zh: Text = {
  code: 'zh-CN',
  other: 'English',
  running: '正在运行，演示数据',
  head: '一边是店铺，一边是控制台。',
  lead: 'chatd 是自己部署的在线客服与分流服务。打开两三个窗口，买家和客服各当一回。',
  steps: [
    ['在店铺里以买家身份写一句', '不用登录，每个浏览器是一位新买家'],
    ['打开 agent1 的控制台接待', '先看到对方正在输入的内容，再收到消息'],
    ['把 agent1 改成「挂起」，再来一位买家', '会话旁的「为什么是我？」说明每一步'],
  ],
  doors: '控制台',
  door: {
    agent1: ['Mia', '客服：接待买家'],
    agent2: ['Leo', '客服：再开一个窗口登录，看分流'],
    supervisor: ['Iris', '主管：旁观、耳语、插入'],
    main: ['主帐号', '私密联系人，最后一档接待'],
  },
  doorsNote: '密码与用户名相同。每个帐号用一个隐私窗口，登录互不影响。',
  state: {
    online: '在线',
    invisible: '隐身',
    suspended: '挂起',
    busy: '忙碌',
    away: '离开',
    offline: '离线',
  },
  sim: '模拟买家',
  simNote: '他们会来写几句，读一读，有的会离开',
  simFailed: '没有成功，什么也没有改变，请再试一次。',
  lost: '服务器没有回应，正在重试。',
  sessions: '会话',
  waiting: '排队',
  messages: '消息',
  embed: '任何页面，一行：',
  copy: '复制',
  copied: '已复制',
  links: { api: '接口', health: '健康检查', metrics: '指标' },
  shop: '示例户外',
  cart: '加入购物车',
  inCart: '已在购物车',
  cartCount: (count) => `购物车 ${count}`,
  products: {
    tent: {
      short: '帐篷',
      name: '双人轻量帐篷 三季款 苔绿',
      price: '¥ 899.00',
      facts: '内帐 210 × 135 厘米，2.1 千克，前厅 80 厘米',
      points: ['三季可用', '两人一犬', '大雨不渗', '九分钟搭好'],
    },
    pack: {
      short: '背包',
      name: '徒步背包 28 升 赤陶',
      price: '¥ 389.00',
      facts: '28 升，780 克，背长 46–52 厘米',
      points: ['内置防雨罩', '放得下 15 寸电脑', '两侧水壶袋', '网面透气背板'],
    },
    lamp: {
      short: '灯具',
      name: '头灯 400 流明 可充电',
      price: '¥ 129.00',
      facts: '400 流明，68 克，4–60 小时',
      points: ['USB-C 充电', '红光模式', '防泼溅', '防误触锁'],
    },
  },
}

export const texts: Record<Lang, Text> = { 'zh-CN': zh, en }
