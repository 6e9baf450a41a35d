package catalogue

import "youfu/internal/civil"

// The forms of schemes and of the two vocabularies that only their rules read.

type schemeForm struct {
	spot
	ID        leaf[ident]          `yaml:"id,need" zh:"标识，也是文件名" en:"its id, and the file's name"`
	Kind      leaf[line]           `yaml:"kind,need" oneof:"cash loan service waiver insurance pairing" zh:"哪一类；目前只办理 cash（发放现金）" en:"its kind; only cash is carried out so far"`
	Title     text                 `yaml:"title,need" zh:"名称" en:"its name"`
	Basis     []basisForm          `yaml:"basis,need" zh:"法律依据，带有效期" en:"the legal sources, with the dates they hold"`
	Open      *openForm            `yaml:"open" zh:"什么时候可以申请；不写则一直可以" en:"when applications are taken; always where left out"`
	Subject   leaf[line]           `yaml:"subject,need" oneof:"self child" zh:"条件说的是谁：本人，或孩子（由父母或监护人申请，发到申请人或孩子的账户）" en:"whom the criteria are about: the applicant, or a child for whom a parent or guardian applies; the applicant's or the child's account is paid"`
	Criteria  []criterionForm      `yaml:"criteria,need" zh:"条件，全部都要符合" en:"the criteria; all must hold"`
	Counting  countingForm         `yaml:"counting,need" zh:"怎样计算月数、年数" en:"how months and years are counted"`
	Starts    startsForm           `yaml:"starts,need" zh:"从什么时候起算" en:"when entitlement begins"`
	Ends      []endForm            `yaml:"ends,need" zh:"什么情况下停止；death 必须在内" en:"when it ends; death must be among them"`
	Layers    []layerForm          `yaml:"layers,need" zh:"各级的金额，符合的都相加" en:"the amounts of each level; those that hold add up"`
	Steps     []stepForm           `yaml:"steps,need" zh:"办理步骤；第一步是申请，最后一步在区县确认" en:"the steps; the first is the application, the last is confirmed at the district"`
	Review    reviewForm           `yaml:"review,need" zh:"定期复核" en:"the regular review"`
	Powers    powersForm           `yaml:"powers,need" zh:"四权各由哪个单位行使，四个都要写，而且都不同" en:"the bodies that hold the four powers: all four, all different"`
	Beside    []besideForm         `yaml:"beside" zh:"与别的待遇的关系；不写的可以同时享受" en:"how it gets on with other schemes; those not named are received side by side"`
	Appeal    *appealForm          `yaml:"appeal" zh:"向谁申诉（必须写）" en:"where to appeal (must be there)"`
	Retention leaf[civil.Duration] `yaml:"retention,need" zh:"记录保存多久" en:"how long records are kept"`
}

type openForm struct {
	spot
	From  leaf[civil.Date] `yaml:"from" zh:"从哪天起接受申请" en:"first day on which applications are taken"`
	Until leaf[civil.Date] `yaml:"until" zh:"从哪天起不再接受新的申请；已确认的不受影响" en:"first day on which new ones are taken no more; who was confirmed keeps what she has"`
}

type criterionForm struct {
	spot
	ID       leaf[ident]   `yaml:"id,need" zh:"标识" en:"its id"`
	Rule     leaf[ruleSrc] `yaml:"rule,need" zh:"规则；可用 p.*、a.* 和 d.*" en:"what must hold; over p.*, a.* and d.*"`
	Text     text          `yaml:"text,need" zh:"条件是什么" en:"the condition in words"`
	Change   text          `yaml:"change,need" zh:"不符合时，怎样才会改变" en:"what would change it"`
	Evidence []leaf[ident] `yaml:"evidence" zh:"要看的材料，缺一样就是“还不能决定”，不是不符合" en:"papers to be seen; while one is missing it is not decided yet, never refused"`
}

type countingForm struct {
	spot
	Unit   leaf[line]  `yaml:"unit,need" oneof:"month year" zh:"按整月（首尾两月都算）或按整个自然年计算" en:"whole months, first and last included, or whole calendar years"`
	Pays   leaf[line]  `yaml:"pays,need" oneof:"month quarter year" zh:"多久发一次" en:"the period of one payment"`
	Births []birthForm `yaml:"births" zh:"应发的月份由出生月份决定时写；按出生日期分段" en:"where the birth decides which months are owed: by date of birth"`
	Ahead  leaf[int64] `yaml:"ahead" zh:"从第一个月起每多少个月为一段，在该段开始的那一期一次发" en:"months are owed in blocks of so many from the first, each in the period in which it begins"`
}

type birthForm struct {
	spot
	From  leaf[civil.Date] `yaml:"from" zh:"从这天起出生的" en:"born on this day or later"`
	To    leaf[civil.Date] `yaml:"to" zh:"在这天之前出生的" en:"born before this day"`
	First leaf[int64]      `yaml:"first,need" zh:"从出生当月之后第几个月起；0 为出生当月" en:"the first month owed, so many after the month of birth; 0 is that month itself"`
	Count leaf[int64]      `yaml:"count,need" zh:"共多少个月" en:"how many months"`
}

type startsForm struct {
	spot
	At    leaf[line]           `yaml:"at,need" oneof:"confirmed criterion date" zh:"从确认之日、条件符合之月，或指定日期起" en:"with the confirmation, the month in which the criteria came to hold, or a day"`
	On    leaf[civil.Date]     `yaml:"on" zh:"哪天（date 要写）" en:"the day, of date"`
	Back  leaf[civil.Duration] `yaml:"back" zh:"最多从确认之日往前多久（criterion 要写）" en:"at most so long before the confirmation, of criterion"`
	After leaf[int64]          `yaml:"after" zh:"推后几个月；不写则当月就算" en:"so many months later; the month itself counts where left out"`
}

type endForm struct {
	spot
	Why     leaf[line] `yaml:"why,need" oneof:"death moved-away criterion-lost" zh:"原因：去世、户籍迁出、不再符合条件" en:"the reason"`
	Through leaf[line] `yaml:"through" oneof:"month block" zh:"发到当月（按年计算的为当年），或发完已开始的一段；不写为当月" en:"the last that is owed: the month (or year) in which it happened, or the block that had begun; month where left out"`
}

type layerForm struct {
	spot
	ID      leaf[ident]   `yaml:"id,need" zh:"标识" en:"its id"`
	Title   text          `yaml:"title,need" zh:"名称" en:"its name"`
	Kind    leaf[line]    `yaml:"kind,need" oneof:"base top_up" zh:"基础部分或提标部分" en:"part of the basic amount, or a supplement"`
	Level   leaf[line]    `yaml:"level,need" oneof:"national province city county" zh:"哪一级" en:"whose it is"`
	Fund    leaf[ident]   `yaml:"fund,need" zh:"从哪项资金支出" en:"code of the fund that pays it"`
	Basis   []basisForm   `yaml:"basis,need" zh:"依据" en:"its legal sources"`
	When    leaf[ruleSrc] `yaml:"when" zh:"什么人有；不写则都有" en:"who has it; everybody where left out"`
	Amounts []amountForm  `yaml:"amounts,need" zh:"各时期的金额" en:"the amounts by date"`
}

type amountForm struct {
	spot
	From leaf[civil.Date] `yaml:"from,need" zh:"从哪天起" en:"first day"`
	To   leaf[civil.Date] `yaml:"to" zh:"到哪天（不含）；不写则到下一个金额为止" en:"until when, exclusive; until the next amount where left out"`
	Fen  leaf[int64]      `yaml:"fen,need" zh:"金额，单位分，整数" en:"the amount in fen, a whole number"`
	Per  leaf[line]       `yaml:"per,need" oneof:"month year once" zh:"每月、每年或一次" en:"what it is for"`
}

type stepForm struct {
	spot
	ID     leaf[ident]          `yaml:"id,need" zh:"标识" en:"its id"`
	Title  text                 `yaml:"title,need" zh:"名称" en:"its name"`
	Power  leaf[line]           `yaml:"power" oneof:"confirm" zh:"资格确认的步骤写 confirm；申请不写" en:"confirm, of every step but the application"`
	At     leaf[line]           `yaml:"at,need" oneof:"village township district" zh:"在哪一级办" en:"where it is done"`
	Notice *noticeForm          `yaml:"notice" zh:"公示；资格确认的步骤都要写，不公示写 {at: none}" en:"the public notice; every step of confirm says one, {at: none} for none"`
	Within leaf[civil.Duration] `yaml:"within" zh:"从上一步起多久之内办完" en:"within how long after the step before"`
}

type noticeForm struct {
	spot
	At       leaf[line]    `yaml:"at,need" oneof:"none village township district" zh:"在哪里公示；none 为不公示" en:"where it is put up; none for no notice"`
	Days     leaf[int64]   `yaml:"days" zh:"公示多少个工作日" en:"how many working days it stands"`
	NoneWhen leaf[ruleSrc] `yaml:"none_when" zh:"哪些人不公示；说不准的也不公示" en:"no notice for those of whom this holds, or is unknown"`
}

type reviewForm struct {
	spot
	Every  leaf[civil.Duration] `yaml:"every,need" zh:"多久一次" en:"how often"`
	Window []leaf[MonthDay]     `yaml:"window,need" zh:"每年从几月几日到几月几日，例如 [01-01, 02-28]" en:"from which to which day of the year, such as [01-01, 02-28]"`
	Sample leaf[int64]          `yaml:"sample,need" zh:"随机抽查百分之几" en:"percent of cases looked at by chance"`
}

type powersForm struct {
	spot
	Confirm   leaf[ident] `yaml:"confirm,need" zh:"资格确认" en:"who decides on eligibility"`
	Fund      leaf[ident] `yaml:"fund,need" zh:"资金管理" en:"who manages the money"`
	Pay       leaf[ident] `yaml:"pay,need" zh:"资金发放" en:"who pays out"`
	Supervise leaf[ident] `yaml:"supervise,need" zh:"社会监督" en:"who supervises"`
}

type besideForm struct {
	spot
	Scheme leaf[ident] `yaml:"scheme,need" zh:"哪项待遇" en:"the other scheme"`
	How    leaf[line]  `yaml:"how,need" oneof:"warn refuse" zh:"提示，或不能同时享受" en:"somebody looks at it, or one excludes the other"`
	Text   text        `yaml:"text,need" zh:"登记申请时说的话" en:"what is said when an application is entered"`
}

type appealForm struct {
	spot
	To      text        `yaml:"to,need" zh:"向谁申诉" en:"to whom"`
	Address text        `yaml:"address,need" zh:"地址" en:"the address"`
	Days    leaf[int64] `yaml:"days,need" zh:"从告知之日起多少天之内" en:"within how many days after the decision was told"`
}

type evidenceForm struct {
	spot
	ID    leaf[ident] `yaml:"id,need" zh:"标识；规则里写 d.标识，连字符改为下划线" en:"its id; in rules d.ID, with underscores for hyphens"`
	Title text        `yaml:"title,need" zh:"材料名称" en:"what the paper is called"`
	About leaf[line]  `yaml:"about,need" oneof:"identity registration child cohort bereavement health" zh:"说的是什么；涉及 bereavement（丧亲）的不在村里公示，涉及 health（健康）的不公示" en:"what it speaks of; bereavement is never put up in the village, health never at all"`
}

type attributeForm struct {
	spot
	ID    leaf[ident] `yaml:"id,need" zh:"标识；规则里写 a.标识，连字符改为下划线" en:"its id; in rules a.ID, with underscores for hyphens"`
	Title text        `yaml:"title,need" zh:"含义" en:"what it means"`
	Why   text        `yaml:"why,need" zh:"为什么记" en:"what it is recorded for"`
	Codes []codeForm  `yaml:"codes,need" zh:"所有可能的取值" en:"all values it can have"`
}

type schemeCaseForm struct {
	spot
	Name      leaf[line]       `yaml:"name,need" zh:"说明这个案例的一句话" en:"what the case shows, in a sentence"`
	Facts     schemeFactsForm  `yaml:"facts,need" zh:"知道的事实；不写的就是不知道" en:"what is known; what is left out is not"`
	AsOf      leaf[civil.Date] `yaml:"asOf" zh:"哪一天看是否符合" en:"the day on which the result holds"`
	Result    leaf[line]       `yaml:"result" oneof:"met not_met unknown" zh:"是否符合" en:"whether the scheme is met"`
	Why       rawValues        `yaml:"why" zh:"各条件的结果，例如 {age: not_met}；没写的条件都要符合" en:"what each criterion says, such as {age: not_met}; those left out are met"`
	Lacks     []leaf[line]     `yaml:"lacks" zh:"还缺的材料和事实" en:"papers and facts that are missing"`
	Confirmed leaf[civil.Date] `yaml:"confirmed" zh:"哪一天确认" en:"the day of the confirmation, where payments are asked for"`
	Ended     *schemeEndForm   `yaml:"ended" zh:"什么时候停止" en:"when it ended"`
	Pays      []schemePaysForm `yaml:"pays" zh:"每一期应发多少" en:"what is owed for periods"`
}

type schemeFactsForm struct {
	spot
	Sex        leaf[line]        `yaml:"sex" oneof:"female male" zh:"性别" en:"sex"`
	Birth      leaf[civil.Birth] `yaml:"birth" zh:"出生：日、月或年" en:"day, month or year of birth"`
	Death      leaf[civil.Date]  `yaml:"death" zh:"去世日期" en:"the day of death"`
	Mother     leaf[civil.Birth] `yaml:"mother" zh:"子女母亲的出生；不写则同本人" en:"birth of the mother of the children; one's own where left out"`
	Registered *schemePlaceForm  `yaml:"registered" zh:"户籍" en:"household registration"`
	Resides    *schemePlaceForm  `yaml:"resides" zh:"居住" en:"residence"`
	Children   leaf[int64]       `yaml:"children" zh:"现有子女数" en:"living children"`
	Daughters  leaf[int64]       `yaml:"daughters" zh:"现有女儿数" en:"living daughters"`
	Attributes rawValues         `yaml:"attributes" zh:"属性，例如 {rural-status: rural}" en:"attributes, such as {rural-status: rural}"`
	Papers     []leaf[ident]     `yaml:"papers" zh:"看过的材料" en:"papers that were seen"`
	Applied    leaf[civil.Date]  `yaml:"applied" zh:"申请日期；不写为 asOf" en:"the day of the application; asOf where left out"`
}

type schemePlaceForm struct {
	spot
	Here   leaf[bool]       `yaml:"here,need" zh:"在本区县" en:"in the district"`
	Nature leaf[ident]      `yaml:"nature" zh:"户口性质" en:"nature of the registration"`
	Since  leaf[civil.Date] `yaml:"since" zh:"从哪天起" en:"from which day"`
}

type schemeEndForm struct {
	spot
	On  leaf[civil.Date] `yaml:"on,need" zh:"哪天" en:"the day"`
	Why leaf[line]       `yaml:"why,need" oneof:"death moved-away criterion-lost" zh:"原因" en:"the reason"`
}

type schemePaysForm struct {
	spot
	Period leaf[line]       `yaml:"period,need" zh:"哪一期，例如 2026、2026-Q1、2026-03" en:"the period, such as 2026, 2026-Q1 or 2026-03"`
	Lines  []schemeLineForm `yaml:"lines,need" zh:"每层一行；[] 表示不发" en:"a line for each layer; [] for nothing"`
	Held   []leaf[ident]    `yaml:"held" zh:"等事实确定才能发的层" en:"layers that wait for a fact"`
}

type schemeLineForm struct {
	spot
	Layer  leaf[ident] `yaml:"layer,need" zh:"哪一层" en:"the layer"`
	Fen    leaf[int64] `yaml:"fen,need" zh:"多少分" en:"fen"`
	From   leaf[line]  `yaml:"from" zh:"从哪个月" en:"first month"`
	To     leaf[line]  `yaml:"to" zh:"到哪个月（含）" en:"last month"`
	Months leaf[int64] `yaml:"months" zh:"几个月" en:"how many months"`
}
