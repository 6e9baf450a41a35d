package web

import "youfu/internal/post"

// supportTable are the routes of support: cases, notices, payments and powers.
func supportTable(get func(string, Policy, post.Purpose, func(*request) error), send func(string, Policy, post.Purpose, func(*request) error) *route) {
	get("/cases", ByPost, post.OpenCase, listCases)
	get("/cases/{case}", ByPost, post.OpenCase, openCase)
	send("/cases/{case}/decide", ByPost, post.Decide, decideCase)
	send("/cases/{case}/notice", ByPost, post.Notice, decideCase)
	send("/cases/{case}/paper", ByPost, post.ApplySupport, addPaper)
	send("/cases/{case}/appeal", ByPost, post.OpenCase, lodgeAppeal)
	send("/cases/{case}/objection", ByPost, post.Notice, noteObjection)
	send("/cases/{case}/objection/{objection}", ByPost, post.Notice, answerObjection)
	send("/cases/{case}/stop", ByPost, post.Stop, stopCase)
	get("/family/{person}", ByPost, post.OpenCase, openFamily)
	get("/person/{person}/support", ByPost, post.ApplySupport, chooseScheme)
	get("/person/{person}/support/{scheme}", ByPost, post.ApplySupport, askApplication)
	send("/person/{person}/support/{scheme}", ByPost, post.ApplySupport, enterApplication)

	get("/notices", ByPost, post.OpenCase, listNotices)
	send("/notices", ByPost, post.Notice, putNotices)
	get("/notices/{place}/{scheme}/{until}", ByPost, post.OpenCase, openNotice)
	get("/notices/{place}/{scheme}/{until}/poster", ByPost, post.OpenCase, printNotice)

	get("/payments", ByPost, post.Payments, listPlans)
	send("/payments", ByPost, post.PlanPayments, makePlan)
	send("/payments/answers", ByPost, post.OrderPayments, takeAnswers).upload = mostSheet
	send("/payments/account", ByPost, post.OrderPayments, putPayingAccount)
	send("/payments/stop", ByPost, post.Stop, stopScheme)
	get("/payments/{plan}", ByPost, post.Payments, openPlan)
	send("/payments/{plan}/fund", ByPost, post.FundPayments, fundPlan)
	send("/payments/{plan}/order", ByPost, post.OrderPayments, orderPlan)
	get("/payments/{plan}/file/{attempt}", ByPost, post.OrderPayments, downloadOrder)
	send("/payments/{plan}/stop", ByPost, post.Stop, stopPlan)
	get("/closing/{scheme}/{period}", ByPost, post.Payments, openClosing)
	get("/closing/{scheme}/{period}/table", ByPost, post.Payments, downloadClosing)
	get("/closing/{scheme}/{period}/word", ByPost, post.Payments, downloadClosingWord)
	send("/closing/{scheme}/{period}/confirm", ByPost, post.PlanPayments, signClosing)
	send("/closing/{scheme}/{period}/fund", ByPost, post.FundPayments, signClosing)
	send("/closing/{scheme}/{period}/pay", ByPost, post.OrderPayments, signClosing)
	get("/powers", ByPost, post.Powers, openPowers)
}
