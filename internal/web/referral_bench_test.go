package web_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// fewReferrals is how many referrals the benchmark has when SAMENSPEL_BENCH_REFERRALS does not say so.
const fewReferrals = 20_000

// BenchmarkReferrals reports how long the pages of referrals take with very many of them, on both engines, and how long
// the job of the night does. Two of a hundred are open, as after some years.
func BenchmarkReferrals(b *testing.B) {
	many := fewReferrals
	if text := os.Getenv("SAMENSPEL_BENCH_REFERRALS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		many = n
	}
	for name, d := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		town := testkit.NewTown(b, d(b), "veen", "")
		begin := time.Now()
		one := referMany(b, town, many)
		b.Logf("%s: %d referrals written in %s", name, many, time.Since(begin).Round(time.Second))
		h := town.Web(b, web.Options{}, nil)
		noord := dbtest.Ask[string](b, town.DB, `select id from area where slug = 'noord'`)[0]
		organization := dbtest.Ask[string](b, town.DB, `select id from organization where ref = 'o1'`)[0]
		_, ambassador := town.SignedInFor(b, "ambassador", people.Assignment{Role: access.Ambassador, AreaID: noord})
		_, coordinator := town.SignedInFor(b, "coordinator", people.Assignment{Role: access.Coordinator})
		_, member := town.SignedInFor(b, "member", people.Assignment{Role: access.Member, OrganizationID: organization})
		for _, page := range []struct{ name, path, token string }{
			{"week of an ambassador", "/week", ambassador}, {"own list", "/doorverwijzingen?lijst=mijn", ambassador}, {"look-backs", "/doorverwijzingen?lijst=navragen", ambassador},
			{"one", "/doorverwijzingen/" + one, coordinator}, {"inbox of an organisation", "/doorverwijzingen?lijst=binnen", member}, {"week of an organisation", "/week", member},
			{"stuck", "/doorverwijzingen?lijst=vast", coordinator}, {"all", "/doorverwijzingen?lijst=alle", coordinator}, {"ended", "/doorverwijzingen?lijst=klaar", coordinator},
		} {
			b.Run(name+"/"+page.name, func(b *testing.B) { look(b, town, h, page.path, page.token) })
		}
		b.Run(name+"/night", func(b *testing.B) {
			for b.Loop() {
				*town.Later += 24 * time.Hour
				if err := town.Referral.Run(ctx, town.Network.ID); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// ambassadors is how many people refer.
const ambassadors = 36

// copies is how many referrals are made of each that was written out.
const copies = 1000

// referMany makes referrals in bulk: some are written out, and copied with other ids inside the database. It gives the id
// of an open one.
func referMany(b *testing.B, town testkit.Town, many int) (open string) {
	b.Helper()
	area := dbtest.Ask[string](b, town.DB, `select id from area where slug = 'noord'`)[0]
	senders := make([]string, ambassadors)
	for i := range senders {
		id, err := town.People.Save(ctx, town.Operator, people.Person{Name: "Ambassadeur " + strconv.Itoa(i), Email: "a" + strconv.Itoa(i) + "@veen.example"})
		if err == nil {
			err = town.People.Assign(ctx, town.Operator, people.Assignment{Person: people.Person{ID: id}, Role: access.Ambassador, AreaID: area, HoursWeek: 6, Starts: testkit.Today.AddDate(0, -1, 0)})
		}
		if err != nil {
			b.Fatal(err)
		}
		senders[i] = id
	}
	services := dbtest.Ask[string](b, town.DB, `select id from service order by id`)
	owners := dbtest.Ask[string](b, town.DB, `select organization_id from service order by id`)
	day, ended := calendar.Today(testkit.Today), testkit.Today.AddDate(0, -1, 0)
	states := []string{"concept", "with-resident", "sent", "considering", "later", "accepted", "accepted", "started", "active", "declined"}
	first := (many + copies - 1) / copies
	rows, events := make([][]any, first), make([][]any, first)
	for i := range rows {
		id, state, next, over := db.NewID(), states[i/50%len(states)], day.AddDate(0, 0, i%60-10), any(nil)
		if i%50 != 0 { // two of a hundred are open
			state, over = "completed", ended.AddDate(0, 0, -i%600)
		} else {
			open = id
		}
		rows[i] = []any{town.Network.ID, id, "r" + id, "c" + id, "case-need", id, area, "gezelschap", services[i%len(services)], owners[i%len(owners)], senders[i%len(senders)], nil, "Liever op dinsdag.", "now", state,
			next.AddDate(0, 0, -7), next, next.AddDate(0, 0, 5), day.AddDate(0, 0, -20), "organization", "", "", "", "", "", over, false, testkit.Today, "x", 1, next.AddDate(0, 0, 5), next.AddDate(0, 0, 12), next.AddDate(0, 0, 6)}
		events[i] = []any{town.Network.ID, id, db.NewID(), testkit.Today, "", "organization", "accept", state, "", false}
	}
	const columns = `origin, origin_id, area_id, need, service_id, organization_id, sender_id, referrer_id, wish, urgency, state, began_on, next_on, due_on, sent_on, answered_by, stepped, reason, result, before_id, advised_id,
		ended_at, erased, made_at, made_by, version, look_next, look_due, stuck_on`
	const more = ` with recursive copy(n) as (select 1 union all select n + 1 from copy where n < $2) `
	steps := []func(tx *db.Tx) error{func(tx *db.Tx) error {
		if err := tx.Repeat(ctx, `insert into referral (network_id, id, request, code, `+columns+`) values (`+db.Marks(1, 33)+`)`, rows); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into referral (network_id, id, request, code, `+columns+`)`+more+`
			select r.network_id, r.id || '-' || copy.n, r.request || '-' || copy.n, r.code || '-' || copy.n, `+columns+` from referral r, copy where r.network_id = $1`, tx.Network, copies-1)
		return err
	}, func(tx *db.Tx) error {
		if err := tx.Repeat(ctx, `insert into referral_event (network_id, referral_id, id, at, person_id, side, act, state, reason, news) values (`+db.Marks(1, 10)+`)`, events); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into referral_event (network_id, referral_id, id, at, person_id, side, act, state, reason, news)`+more+`
			select e.network_id, e.referral_id || '-' || copy.n, e.id || '-' || copy.n, e.at, e.person_id, e.side, e.act, e.state, e.reason, e.news from referral_event e, copy where e.network_id = $1`, tx.Network, copies-1)
		return err
	}}
	for _, step := range steps {
		err := town.DB.In(ctx, town.Network.ID, step)
		if err == nil { // without knowing how many there are, PostgreSQL reads all of them for each event
			err = town.DB.Learn(ctx, "referral", "referral_event")
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return open
}
