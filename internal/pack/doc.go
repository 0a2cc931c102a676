// Package pack puts together what a network accounts for to who pays it, of a quarter or a year (inventory E03).
//
// # Model
//
//	activities ───────────┐
//	discussions at teams ─┤
//	questions, referrals ─┼──▶ pack ──▶ page, print, CSV, XLSX
//	hours and trajectories┘
//
// What counts work is told as it is: activities, hours, discussions. What counts residents (visitors, who came to a session,
// questions, referrals) is told with the threshold of outside, and as package suppress has it: a quarter that is too small
// is hidden, and the year does not give it away. Cost is hours of tasks times a rate, by source of money, and what
// trajectories cost. What came of cases is not counted here: it stands in the report of the closed quarter.
//
// A pack is for the coordinator, who hands it out when the period is over: figures of a period that goes on differ every
// day, and two of them would tell of one resident.
//
// # What it does not do
//
// It keeps nothing. Meetings of the network are not in it yet. Hours of discussions are part of the hours of tasks, and
// are counted nowhere else. What trajectories cost can be the same money as that of tasks: they are never added up.
package pack
