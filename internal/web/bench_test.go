package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// A large network: so many people with a task each, and so many lines in the trace.
const (
	manyPeople = 500
	manyLines  = 5000
)

// signedIn are pages, and who looks at each.
var signedIn = []struct {
	path string
	role access.Role
}{
	{"/week", access.Coordinator}, {"/beheer/mensen", access.Coordinator}, {"/beheer/mensen/PERSON", access.Coordinator}, {"/beheer/teams", access.Coordinator},
	{"/beheer/spoor", access.Coordinator}, {"/beheer/instellingen", access.Administrator}, {"/beheer/post", access.Administrator}, {"/beheer/werk", access.Administrator},
	{"/beheer/gebieden", access.Administrator}, {"/beheer/netwerken", access.Administrator}, {"/account", access.Administrator},
}

// BenchmarkSignedIn reports how long pages for staff take, in a small network and in a large one.
func BenchmarkSignedIn(b *testing.B) {
	for name, large := range map[string]bool{"small": false, "large": true} {
		town := testkit.NewTown(b, dbtest.SQLite(b), "veen", "")
		tokens := map[access.Role]string{}
		for _, role := range []access.Role{access.Administrator, access.Coordinator} {
			_, tokens[role], _ = town.SignedIn(b, role)
		}
		if large {
			grow(b, town)
		}
		h := town.Web(b, web.Options{}, nil)
		all, err := town.People.Persons(context.Background(), town.Operator)
		if err != nil {
			b.Fatal(err)
		}
		for _, page := range signedIn {
			path := strings.ReplaceAll(page.path, "PERSON", all[0].ID)
			b.Run(name+page.path, func(b *testing.B) { look(b, town, h, path, tokens[page.role]) })
		}
	}
}

// grow makes the network large.
func grow(b *testing.B, town testkit.Town) {
	b.Helper()
	ctx := context.Background()
	tree, err := town.Places.Tree(ctx, town.Operator)
	if err != nil {
		b.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	for i := range manyPeople {
		id, err := town.People.Save(ctx, town.Operator, people.Person{Name: fmt.Sprintf("Persoon %03d", i), Email: fmt.Sprintf("p%03d@veen.example", i)})
		if err == nil {
			err = town.People.Assign(ctx, town.Operator, people.Assignment{Person: people.Person{ID: id}, Role: access.Ambassador, AreaID: noord.ID, HoursWeek: 6, Paid: true, Starts: testkit.Today})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	err = town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
		for i := range manyLines {
			if err := audit.Write(ctx, tx, town.Operator, audit.Act{Action: "read", Object: access.Staff, ID: fmt.Sprint(i)}); err != nil {
				return err
			}
			if _, err := mail.Queue(ctx, tx, mail.Message{Kind: "notice", Lang: "nl", Address: "p@veen.example", Args: map[string]string{"About": "password-set", "Until": "x"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func look(b *testing.B, town testkit.Town, h http.Handler, path, token string) {
	var took []time.Duration
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
		r.AddCookie(&http.Cookie{Name: web.CookieName(town.Network.ID), Value: token})
		answer := httptest.NewRecorder()
		begin := time.Now()
		h.ServeHTTP(answer, r)
		took = append(took, time.Since(begin))
		if answer.Code != http.StatusOK {
			b.Fatalf("%s answers %d", path, answer.Code)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
}

// BenchmarkSignIn reports the processor time of one sign-in with a password.
func BenchmarkSignIn(b *testing.B) {
	town := testkit.NewTown(b, dbtest.SQLite(b), "veen", "")
	town.SignedIn(b, access.Administrator)
	h := town.Web(b, web.Options{}, nil)
	form := url.Values{"email": {"administrator@veen.example"}, "password": {"een lange zin die niemand raadt"}}.Encode()
	begin := processorTime(b)
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/inloggen", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		if answer.Code != http.StatusSeeOther {
			b.Fatalf("signing in answers %d", answer.Code)
		}
	}
	b.ReportMetric(float64((processorTime(b)-begin).Microseconds())/1000/float64(b.N), "ms-cpu/op")
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
