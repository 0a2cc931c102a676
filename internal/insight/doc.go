// Package insight counts what comes of cases, month by month, and says of it what may be said.
//
// # Model
//
//	cases and referrals ──┐
//	                      ├── every hour ──▶ figures ──▶ facts of a period ──▶ report
//	list taken over ──────┘                    ▲
//	                                           └── what is kept no longer stays as counts
//
// Figures are counts by month: of all cases, and cut by area, team, asker and first need (figure.go). Package measure says
// what is counted. A job counts all cases anew every hour, so that a report reads a few hundred rows however many cases
// there are. When the term of a case is over, its counts stay behind as past, and are never counted anew.
//
// A list that was kept elsewhere can be taken over (register.go): one row for each need. Its codes are replaced, and
// come back once; it keeps months, whole days and closed lists only. The same list twice changes nothing.
//
// Two cuts at once are counted for a few pairs only (PublishedPairs, LivePairs): those of a report hang together like the
// branches of a tree, so that together they tell of nobody. How teams learn is counted for teams that are large enough, and
// never of one member (learning.go). From quarter to quarter a cut shows what the report of each quarter shows (trend.go).
//
// What may be said of the facts of a period is decided by package suppress, with a threshold of 5 inside the network and
// of 10 outside it. What is hidden is null, and says why.
//
// # What stands out
//
// A team slides back when fewer of its referrals reach organisations than was usual (alarm.go), holidays and seasons apart
// (season.go), and with what organisations say teams asked them directly (direct.go, package tally). Coordinator and liaison
// are told once (tell.go):
//
//	told ──▶ taken ──▶ closed, with words            told once more after 14 days when nobody takes it
//
// A gap is seen by three sources (sources.go): needs of cases for which nobody was found, referrals that waited
// long, and searches of visitors that found nothing. What chance does not explain (gap.go) becomes a gap; an editor may begin
// one with words that found nothing. It lives from its first signal until the offer is named that solved it:
//
//	signalled ──▶ discussed ──▶ action ──▶ solved
//
// What is asked in a wijk much more often than elsewhere proposes to do something together there. That is no gap, and is not
// kept.
//
// # What it does not do
//
// It reads no tables of others: they hand over what is counted, without texts or codes. It claims no savings in euros. Work
// lists are no figures, and have no threshold.
package insight
