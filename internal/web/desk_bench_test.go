package web_test

import (
	"context"
	"fmt"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// manyQuestions is how many open questions the queue has.
const manyQuestions = 10_000

// BenchmarkQueue reports how long the lists of the information point take with many open questions, on both engines.
func BenchmarkQueue(b *testing.B) {
	for name, d := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		town := testkit.NewTown(b, d(b), "veen", "")
		person, token, _ := town.SignedIn(b, access.Desk)
		askMany(b, town, person)
		h := town.Web(b, web.Options{}, nil)
		for _, list := range []string{"mijn", "vrij", "terugbellen", "alle"} {
			b.Run(name+"/"+list, func(b *testing.B) { look(b, town, h, "/vragen?lijst="+list, token) })
		}
	}
}

// askMany makes open questions: a third of nobody, a third of one person, a third of others.
func askMany(b *testing.B, town testkit.Town, person string) {
	b.Helper()
	ctx := context.Background()
	all, err := town.People.Persons(ctx, town.Operator)
	if err != nil {
		b.Fatal(err)
	}
	tree, err := town.Places.Tree(ctx, town.Operator)
	if err != nil {
		b.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	day := calendar.Today(testkit.Today)
	rows := make([][]any, manyQuestions)
	for i := range rows {
		owner := []string{"", person, all[i%len(all)].ID}[i%3]
		state := []string{"new", "taken", "passed", "waiting", "answered", "looking-back"}[i%6]
		next := day.AddDate(0, 0, i%40-10)
		rows[i] = []any{town.Network.ID, db.NewID(), fmt.Sprint("r", i), fmt.Sprint("c", i), "phone", state, "Iemand zoekt een maatje om elke week mee te wandelen in de buurt.", "", "", "", "[]",
			noord.ID, "now", owner, "", day, day, next, next, next, "", false, testkit.Today, "", 1}
	}
	err = town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
		return tx.Insert(ctx, `insert into enquiry (network_id, id, request, code, channel, state, note, kind, asker, whom, needs, area_id, urgency, owner_id, outside,
			received_on, began_on, next_on, due_on, answer_due, outcome, erased, made_at, made_by, version)`, "", rows)
	})
	if err == nil {
		err = town.DB.Learn(ctx, "enquiry")
	}
	if err != nil {
		b.Fatal(err)
	}
}
