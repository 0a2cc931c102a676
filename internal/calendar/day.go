package calendar

import (
	"time"
	_ "time/tzdata" // so that the local time is known on every machine
)

// Amsterdam is the time zone of the Netherlands.
var Amsterdam, _ = time.LoadLocation("Europe/Amsterdam") // cannot fail: the zones are built in

// Date gives a day.
func Date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Today gives the day that it is in the Netherlands at a moment.
func Today(now time.Time) time.Time {
	return Date(now.In(Amsterdam).Date())
}

// moment gives the moment at which it is so many minutes past midnight on a day in the Netherlands. In the hour that
// the clock skips in spring it gives the moment an hour later.
func moment(day time.Time, minutes int) time.Time {
	year, month, date := day.Date()
	return time.Date(year, month, date, 0, minutes, 0, 0, Amsterdam)
}

// Holiday is the name of a day on which most offices are closed.
type Holiday string

// The holidays of the Netherlands. Liberation day is one every year here, because most desks are closed on it.
const (
	NewYear      Holiday = "new-year"
	GoodFriday   Holiday = "good-friday"
	Easter       Holiday = "easter"
	EasterMonday Holiday = "easter-monday"
	KingsDay     Holiday = "kings-day"
	Liberation   Holiday = "liberation-day"
	Ascension    Holiday = "ascension-day"
	Pentecost    Holiday = "pentecost"
	WhitMonday   Holiday = "whit-monday"
	Christmas    Holiday = "christmas"
	BoxingDay    Holiday = "boxing-day"
)

// HolidayOn tells which holiday a day is, or "".
func HolidayOn(day time.Time) Holiday {
	year, month, date := day.Date()
	switch fixed := [2]int{int(month), date}; fixed {
	case [2]int{1, 1}:
		return NewYear
	case [2]int{5, 5}:
		return Liberation
	case [2]int{12, 25}:
		return Christmas
	case [2]int{12, 26}:
		return BoxingDay
	}
	if day.Equal(kingsDay(year)) {
		return KingsDay
	}
	return fromEaster[int(day.Sub(easter(year)).Hours()/24)]
}

// fromEaster are the holidays that move with Easter, by their distance from it in days.
var fromEaster = map[int]Holiday{-2: GoodFriday, 0: Easter, 1: EasterMonday, 39: Ascension, 49: Pentecost, 50: WhitMonday}

// kingsDay is 27 April, or the day before it when that is a Sunday (Dutch law since 2014).
func kingsDay(year int) time.Time {
	day := Date(year, time.April, 27)
	if day.Weekday() == time.Sunday {
		return day.AddDate(0, 0, -1)
	}
	return day
}

// easter gives the Sunday of Easter in the Gregorian calendar (the method of Meeus, Jones and Butcher, 1876).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month, day := (h+l-7*m+114)/31, (h+l-7*m+114)%31+1
	return Date(year, time.Month(month), day)
}

// Week are the days of the week on which someone works, by time.Weekday.
type Week [7]bool

// Office is the week of most offices: Monday to Friday.
var Office = Week{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}

// Works tells whether a day is a working day in this week. A holiday is not.
func (w Week) Works(day time.Time) bool {
	return w[day.Weekday()] && HolidayOn(day) == ""
}

// After gives the nth working day after a day; with n = 0 the day itself or the first working day after it. A week
// without days counts as Office, so that a deadline is always a day.
func (w Week) After(day time.Time, n int) time.Time {
	if w == (Week{}) {
		w = Office
	}
	for ; !w.Works(day) || n > 0; day = day.AddDate(0, 0, 1) {
		if w.Works(day) {
			n--
		}
	}
	return day
}
