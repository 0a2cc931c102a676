package insight

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/privacy"
)

// SlideState is where the telling of a slide back is: told, taken by somebody, and closed with words.
type SlideState string

// The states.
const (
	SlideTold   SlideState = "told"
	SlideTaken  SlideState = "taken"
	SlideClosed SlideState = "closed"
)

// KnownSlide is a series that slid back, as it was told. It tells figures of then.
type KnownSlide struct {
	ID       string
	Team     string // id; "" = small teams together
	Name     string // of the team; of Slide and Slides
	Area     string // id; "" = the whole town
	State    SlideState
	Usual    float64 // a week
	Last     float64 // a week, lately
	Since    time.Time
	ToldAt   time.Time
	Reminded *time.Time
	By       string // id of who took it, or ""
	Taker    string // name of that person; of Slide
	Closed   *time.Time
	Words    string // what came of it; scanned
}

// Rough gives a number a week so that no small count can be read from it: whole, and at least one.
func Rough(aWeek float64) int { return max(1, int(math.Round(aWeek))) }

// The times of telling.
const (
	remindSlide = 14              // days after which one that nobody took is told once more
	restSlide   = usualBefore * 7 // days after it was closed in which the same series is not told again
	mostWords   = 500             // characters
)

// fresh tells whether a series is to be told: it is not open, and was not closed lately.
func fresh(s SlideBack, known []KnownSlide, now time.Time) bool {
	return !slices.ContainsFunc(known, func(k KnownSlide) bool {
		return k.Team == s.Team && k.Area == s.Area && (k.Closed == nil || k.Closed.AddDate(0, 0, restSlide).After(now))
	})
}

// reminds tells whether a slide back is told once more: nobody took it.
func (k KnownSlide) reminds(now time.Time) bool {
	return k.State == SlideTold && k.Reminded == nil && !k.ToldAt.AddDate(0, 0, remindSlide).After(now)
}

// SlideKind is the name of the job that tells of what slides back.
const SlideKind = "slides"

// SlideSchedule is when it runs: before people begin their day.
var SlideSchedule = jobs.Schedule{Kind: SlideKind, At: "07:40"}

// TellKind does that job.
func (s *Store) TellKind() jobs.Kind {
	return jobs.Kind{Name: SlideKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.TellSlides(ctx, run.Network) }}
}

// PurposeSlide is the purpose of the link in the letters; it needs a sign-in.
const PurposeSlide = "slide"

// TellSlides writes to the coordinator and to the liaison of a team that slides back, once; and once more when nobody takes it.
func (s *Store) TellSlides(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "insight.TellSlides")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		today := calendar.Today(tx.Now)
		if !calendar.Office.Works(today) {
			return nil
		}
		now, err := slides(ctx, tx, monday(today))
		if err != nil {
			return err
		}
		known, err := db.All(ctx, tx, readSlide, knownSlides+` order by told_at, id`, tx.Network)
		if err != nil {
			return err
		}
		var tell []KnownSlide
		var rows, again [][]any
		for _, found := range now {
			if fresh(found, known, tx.Now) {
				k := KnownSlide{ID: db.NewID(), Team: found.Team, Area: found.Area, Usual: found.Usual, Last: found.Last, Since: found.Since}
				tell = append(tell, k)
				rows = append(rows, []any{tx.Network, k.ID, k.Team, k.Area, k.Usual, k.Last, k.Since, tx.Now})
			}
		}
		for _, k := range known {
			if k.reminds(tx.Now) {
				tell, again = append(tell, k), append(again, []any{tx.Network, k.ID, tx.Now})
			}
		}
		if err := tx.Repeat(ctx, `insert into slide (network_id, id, team_id, area, state, usual, last, since, told_at, taken_by, words)
			values ($1, $2, $3, $4, 'told', $5, $6, $7, $8, '', '')`, rows); err != nil {
			return err
		}
		if err := tx.Repeat(ctx, `update slide set reminded_at = $3 where network_id = $1 and id = $2`, again); err != nil {
			return err
		}
		return letters(ctx, tx, tell)
	})
}

// letters writes of each to whom it concerns.
func letters(ctx context.Context, tx *db.Tx, all []KnownSlide) error {
	if len(all) == 0 {
		return nil
	}
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range all {
		m := k.letter(duty)
		for _, who := range k.concerns(duty) {
			m.Address, m.Name = who.Email, who.Name
			if _, err := mail.Queue(ctx, tx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// concerns gives who hears of it by mail: coordinators, and the liaison of the team.
func (k KnownSlide) concerns(duty people.Duty) (who []people.Person) {
	all := duty.With(access.Coordinator)
	for _, t := range duty.Teams {
		if t.ID == k.Team && k.Team != "" {
			all = append(all, duty.Present(t.Liaison(duty.Tasks)))
		}
	}
	for _, p := range all {
		if p.Email != "" && !slices.ContainsFunc(who, func(there people.Person) bool { return there.ID == p.ID }) {
			who = append(who, p)
		}
	}
	return who
}

// letter gives the letter about it, to nobody yet.
func (k KnownSlide) letter(duty people.Duty) mail.Message {
	m := mail.Message{Kind: "slide-back-area", Lang: mail.Languages[0], Object: k.ID, Args: map[string]string{
		"Usual": strconv.Itoa(Rough(k.Usual)), "Last": strconv.Itoa(Rough(k.Last)), "Since": k.Since.Format(time.RFC3339)}}
	for _, t := range duty.Teams {
		if t.ID == k.Team && k.Team != "" {
			m.Kind, m.Args["Team"] = "slide-back", t.Name
			return m
		}
	}
	area, ok := duty.Tree.Get(k.Area)
	if towns := duty.Tree.Kind(places.Gemeente); !ok && len(towns) > 0 {
		area = towns[0]
	}
	m.Args["Where"] = area.Name
	return m
}

const knownSlides = `select id, team_id, area, state, usual, last, since, told_at, reminded_at, taken_by, closed_at, words from slide where network_id = $1`

func readSlide(scan db.Scan) (k KnownSlide, err error) {
	return k, scan(&k.ID, &k.Team, &k.Area, &k.State, &k.Usual, &k.Last, &k.Since, &k.ToldAt, &k.Reminded, &k.By, &k.Closed, &k.Words)
}

// may tells whether an actor may do something about it: whoever passes on for the team.
func (k KnownSlide) may(actor access.Actor) error {
	return access.Can(actor, access.Edit, access.Referrals, access.At{Team: k.Team, Area: k.Area})
}

// Slides gives what slid back and is open, as far as the actor passes on for it, the oldest first. It is a work list without
// texts, and leaves no line in the trace.
func (s *Store) Slides(ctx context.Context, actor access.Actor) (open []KnownSlide, err error) {
	defer errs.Wrap(&err, "insight.Slides")
	if _, err := access.Reach(actor, access.Edit, access.Referrals); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		open, err = db.All(ctx, tx, readSlide, knownSlides+` and state <> 'closed' order by told_at, id`, tx.Network)
		if err != nil || len(open) == 0 {
			return err
		}
		duty, err := people.LoadDuty(ctx, tx)
		for i := range open {
			open[i] = open[i].named(duty)
		}
		return err
	})
	return slices.DeleteFunc(open, func(k KnownSlide) bool { return k.may(actor) != nil }), err
}

// named gives it with the names of its team and of who took it.
func (k KnownSlide) named(duty people.Duty) KnownSlide {
	if i := slices.IndexFunc(duty.Teams, func(t people.Team) bool { return t.ID == k.Team }); i >= 0 {
		k.Name = duty.Teams[i].Name
	}
	taker, _ := duty.Known(k.By)
	k.Taker = taker.Name
	return k
}

// Slide gives one of them, and leaves a line in the trace.
func (s *Store) Slide(ctx context.Context, actor access.Actor, id string) (k KnownSlide, err error) {
	defer errs.Wrap(&err, "insight.Slide(%q)", id)
	return k, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if k, err = slideOf(ctx, tx, actor, id); err != nil {
			return err
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		k = k.named(duty)
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, ID: id, Purpose: "slide"})
	})
}

func slideOf(ctx context.Context, tx *db.Tx, actor access.Actor, id string) (KnownSlide, error) {
	k, err := db.One(ctx, tx, readSlide, knownSlides+` and id = $2`, tx.Network, id)
	if err == nil {
		err = k.may(actor)
	}
	return k, err
}

// Take notes that the actor does something about it. Whoever took it before hands it over so; one that is closed is a
// Conflict.
func (s *Store) Take(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "insight.Take(%q)", id)
	return s.act(ctx, actor, id, "take", `update slide set state = 'taken', taken_by = $3 where network_id = $1 and id = $2 and closed_at is null`, actor.Person)
}

// CloseSlide closes it with words about what came of it. The words are scanned by the caller's scanner.
func (s *Store) CloseSlide(ctx context.Context, actor access.Actor, id, words string, scanner *privacy.Scanner, lang string) (err error) {
	defer errs.Wrap(&err, "insight.CloseSlide(%q)", id)
	words = strings.TrimSpace(words)
	if n := utf8.RuneCountInString(words); n == 0 || n > mostWords {
		return errs.Problems{{Column: "words", Key: "slide.wrong.words", Text: "slide.wrong.words"}}
	}
	for _, found := range scanner.Scan(words) {
		return errs.Problems{{Column: "words", Text: privacy.Explain(found.Kind, lang)}}
	}
	return s.act(ctx, actor, id, "close", `update slide set state = 'closed', taken_by = $3, closed_at = $4, words = $5 where network_id = $1 and id = $2 and closed_at is null`,
		actor.Person, s.db.Now(), words)
}

// act changes an open one.
func (s *Store) act(ctx context.Context, actor access.Actor, id, action, query string, args ...any) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if _, err := slideOf(ctx, tx, actor, id); err != nil {
			return err
		}
		changed, err := tx.Exec(ctx, query, append([]any{tx.Network, id}, args...)...)
		if err == nil && changed == 0 {
			err = fmt.Errorf("%w: it is closed", errs.Conflict)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Figures, ID: id, Purpose: "slide"})
	})
}

// ForgetSlides deletes what was closed before a moment, and gives how much.
func ForgetSlides(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from slide where network_id = $1 and closed_at < $2`, tx.Network, before)
}
