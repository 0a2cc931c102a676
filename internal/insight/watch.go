package insight

import (
	"context"
	"maps"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/referral"
)

// Watch is what stands out: where fewer questions reach organisations than was usual, and what is asked and not offered.
type Watch struct {
	Period  Period // of the gaps
	Slides  []SlideBack
	Told    []KnownSlide // that are open
	Reached []Reached
	Gaps    []KnownGap
	Often   []Gap             // what is asked so often in a wijk that something together may help
	Long    int               // weeks after which waiting is long
	Names   map[string]string // of teams and areas, by id
}

// SlideBack is a series that slid back: of a team, of the small teams of a wijk together, or of those of the whole town.
type SlideBack struct {
	Team string // id; "" = pooled
	Area string // id; "" = the whole town
	Slide
}

// watched is how far back weeks are read.
const watched = (usualOver + 2*usualBefore) * 7

// Watch gives what stands out now, to who may see figures as they stand now.
func (s *Store) Watch(ctx context.Context, actor access.Actor) (w Watch, err error) {
	defer errs.Wrap(&err, "insight.Watch")
	if err := mayLook(actor); err != nil {
		return w, err
	}
	return w, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		today := calendar.Today(tx.Now)
		parts, err := partsOf(ctx, tx)
		if err != nil {
			return err
		}
		now, err := observe(ctx, tx)
		if err != nil {
			return err
		}
		w = Watch{Period: yearUntil(today), Names: parts.names, Often: Often(now[0].cells)}
		if w.Long, err = referral.LongAfter(ctx, tx); err != nil {
			return err
		}
		if w.Gaps, err = known(ctx, tx, now); err != nil {
			return err
		}
		if w.Slides, err = slides(ctx, tx, monday(today)); err != nil {
			return err
		}
		if w.Told, err = db.All(ctx, tx, readSlide, knownSlides+` and state <> 'closed' order by told_at, id`, tx.Network); err != nil {
			return err
		}
		if w.Reached, err = reached(ctx, tx, today); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "watch"})
	})
}

func monday(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }

// slides looks at the weeks before a Monday: of each team, then of the small teams of each wijk, then of what is left.
func slides(ctx context.Context, tx *db.Tx, until time.Time) (found []SlideBack, err error) {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return nil, err
	}
	sent, err := referral.SentSince(ctx, tx, until.AddDate(0, 0, -watched))
	if err != nil || len(sent) == 0 {
		return nil, err
	}
	home := map[string]string{"": ""}
	for _, t := range duty.Teams {
		home[t.ID] = t.AreaID
	}
	teams, areas := weekly(sent, until), map[string][][]Week{}
	told, err := loadDirect(ctx, tx, until.AddDate(0, 0, -watched), until)
	if err != nil {
		return nil, err
	}
	told.add(teams)
	seasons := Learn(Pool(slices.Collect(maps.Values(teams))...))
	look := func(s SlideBack, weeks []Week) (large bool) {
		if s.Slide = Sliding(seasons.On(weeks)); s.Alarm {
			found = append(found, s)
		}
		return s.Usual >= LeastWeekly-doubt
	}
	for _, team := range slices.Sorted(maps.Keys(teams)) {
		if team == "" || !look(SlideBack{Team: team, Area: home[team]}, teams[team]) {
			areas[home[team]] = append(areas[home[team]], teams[team])
		}
	}
	var left [][]Week
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		if pooled := Pool(areas[area]...); area == "" || !look(SlideBack{Area: area}, pooled) {
			left = append(left, pooled)
		}
	}
	if len(left) > 0 {
		look(SlideBack{}, Pool(left...))
	}
	return found, nil
}

// weekly gives for each team how many were sent in each week, from the first in which any was, until a Monday.
func weekly(sent []referral.Daily, until time.Time) map[string][]Week {
	first := until
	for _, s := range sent {
		if s.Day.Before(first) {
			first = monday(s.Day)
		}
	}
	teams := map[string][]Week{}
	for _, s := range sent {
		if teams[s.Team] == nil {
			for day := first; day.Before(until); day = day.AddDate(0, 0, 7) {
				teams[s.Team] = append(teams[s.Team], NewWeek(day, 0))
			}
		}
		if week := int(s.Day.Sub(first) / (7 * 24 * time.Hour)); week < len(teams[s.Team]) {
			teams[s.Team][week].N += float64(s.N)
		}
	}
	return teams
}
