// Package trajectory keeps in which time an ambassador works at which team, what that must bring and what it costs; and the
// targets of teams and wijken for a year.
//
// # Model
//
//	team or wijk ──< trajectory   (period, hours a week, aim, money, words afterwards)
//	team or wijk ──< target       (year, measure, percentage)
//
// A trajectory (traject) is the method of Utrecht: half a year, four or six hours a week, at a neighbourhood team
// (inventory A54, A55, A71, H50). It has an aim, such as 30 % of cases with informal help within half a year (A56): a
// percentage of one of the measures of package measure, by the same definition. Many are made in one form, one for each
// team. The coverage says which teams have one in which half year, and which have none.
//
// A programme is a name that trajectories share. Offers belong to it by a search word (package directory).
//
//	before it starts ──▶ running ──▶ over: somebody writes what came of it
//
// Whether the aim was reached follows from the figures of its months, and is never typed; below the threshold nobody
// says it. Beside it stand the figures of as many months before and after. Cost is hours times a rate, out of one
// source (A60). The end of the money is seen by the coordinator half a year before (I22).
//
// A target (doel) is a percentage for a year (A78). It is made or taken away; to change it is to do both.
//
// # What it does not do
//
// It counts no cases (package insight) and claims no savings in euros. It says nothing about who does the work: those are
// tasks (package people).
package trajectory
