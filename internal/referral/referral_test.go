package referral_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

// bench is a town with an ambassador of wijk Noord who refers.
type bench struct {
	testkit.Town
	*referral.Store
	fatima access.Actor // ambassador of Noord
	cor    access.Actor // coordinator
	box    tink.AEAD
	folder string
}

func each(t *testing.T, test func(*testing.T, bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
		must(t, err)
		box, err := aead.New(handle)
		must(t, err)
		b := bench{Town: testkit.NewTown(t, d, "veen", ""), box: box, folder: t.TempDir()}
		b = b.on(testkit.Today)
		b.fatima, b.cor = b.person(t, "Fatima Bouali"), b.person(t, "Cor de Vries")
		test(t, b)
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// on gives the same town at another moment.
func (b bench) on(at time.Time) bench {
	d := b.DB.WithClock(func() time.Time { return at })
	b.DB, b.People, b.Directory = d, people.NewStore(d), directory.NewStore(d)
	b.Store = referral.NewStore(d, b.Directory, referral.Options{Key: []byte("key of links"), Folder: b.folder,
		Secrets: func(context.Context, string) (tink.AEAD, error) { return b.box, nil }})
	return b
}

// after gives the town so many days later, with the job of every morning in between.
func (b bench) after(t *testing.T, from time.Time, days int) (bench, time.Time) {
	t.Helper()
	for range days {
		from = from.AddDate(0, 0, 1)
		b = b.on(from)
		must(t, b.Run(ctx, b.Network.ID))
	}
	return b, from
}

func (b bench) person(t *testing.T, name string) access.Actor {
	t.Helper()
	all, err := b.People.Persons(ctx, b.Operator)
	must(t, err)
	for _, p := range all {
		if p.Name == name {
			grants, err := b.People.Grants(ctx, b.Network.ID, p.ID)
			must(t, err)
			return access.Actor{Network: b.Network.ID, Person: p.ID, Grants: grants}
		}
	}
	t.Fatalf("nobody is called %s", name)
	return access.Actor{}
}

func (b bench) id(t *testing.T, query string) string {
	t.Helper()
	return dbtest.Ask[string](t, b.DB, query)[0]
}

func (b bench) service(t *testing.T, ref string) string {
	return b.id(t, `select id from service where ref = '`+ref+`'`)
}

func (b bench) organization(t *testing.T, ref string) string {
	return b.id(t, `select id from organization where ref = '`+ref+`'`)
}

// member gives who acts for an organisation.
func (b bench) member(t *testing.T, ref string) access.Actor {
	return access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: b.organization(t, ref)}}}
}

// make lets Fatima make a concept for a service, with a professional who is known by mail only.
func (b bench) make(t *testing.T, n referral.New) referral.Referral {
	t.Helper()
	if n.Service == "" {
		n.Service = b.service(t, "s1")
	}
	if n.Source.Kind == "" {
		n.Source = referral.Source{Kind: referral.FromCase, ID: db.NewID(), Area: b.id(t, `select id from area where slug = 'noord'`), Need: "gezelschap"}
	}
	if n.Professional.Email == "" {
		n.Professional = referral.Referrer{Name: "Anna Wijk", Email: "Anna@buurtteam.example"}
	}
	r, err := b.Make(ctx, b.fatima, n)
	must(t, err)
	return r
}

var yes = referral.Choice{Giver: "resident", Wish: "Liever op dinsdag."}

// send lets the resident say yes.
func (b bench) send(t *testing.T, r referral.Referral, choice referral.Choice) referral.Referral {
	t.Helper()
	must(t, b.Choose(ctx, b.fatima, r.ID, r.Version, choice))
	return b.get(t, r.ID).Referral
}

func (b bench) get(t *testing.T, id string) referral.Detail {
	t.Helper()
	d, err := b.Get(ctx, access.As(access.Coordinator, b.Network.ID), id)
	must(t, err)
	return d
}

func (b bench) do(t *testing.T, actor access.Actor, id string, d referral.Do) referral.Detail {
	t.Helper()
	must(t, b.Do(ctx, actor, id, b.get(t, id).Version, d, referral.Scanner{}))
	return b.get(t, id)
}

// mails gives the letters about referrals, as "kind to address".
func (b bench) mails(t *testing.T) []string {
	t.Helper()
	return dbtest.Ask[string](t, b.DB, `select kind || ' to ' || address from outbox where kind like 'referral-%' or kind = 'room-asked' order by created_at, id`)
}

func (b bench) keys(t *testing.T) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(b.folder, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func acts(d referral.Detail) (all string) {
	for _, e := range d.Events {
		all += string(e.Act) + " "
	}
	return strings.TrimSpace(all)
}

// TestAReferralGoesRound follows one from the meeting until formal care was stepped down.
func TestAReferralGoesRound(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		agreed := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
		r := b.make(t, referral.New{Request: "r1", Agreed: &agreed})
		if again := b.make(t, referral.New{Request: "r1"}); again.ID != r.ID {
			t.Error("the same form twice makes two")
		}
		d := b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Hand})
		if d.State != referral.WithResident || d.Owner() != referral.ByProfessional || d.Professional.Email != "anna@buurtteam.example" {
			t.Errorf("with the resident: %+v", d.Referral)
		}
		anna, err := b.ByLink(ctx, b.Network.ID, referral.PurposeOwn, d.Professional.ID, b.Token(b.Network.ID, referral.PurposeOwn, d.Professional.ID, 2026*12+11))
		must(t, err)
		if _, err := b.Get(ctx, b.member(t, "o1"), r.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the organisation sees it before anything left: %v", err)
		}
		must(t, b.Choose(ctx, anna, r.ID, d.Version, yes))
		b, now := b.after(t, testkit.Today, 1)
		d = b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		if d.State != referral.Accepted || d.AnsweredBy != referral.ByOrganization || d.Owner() != referral.ByOrganization {
			t.Errorf("accepted: %+v", d.Referral)
		}
		b, now = b.after(t, now, 13)
		d = b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Start})
		b, now = b.after(t, now, 7)
		page, err := b.Page(ctx, b.fatima, referral.Looks, "")
		if must(t, err); len(page.Rows) != 1 || page.Rows[0].ID != r.ID {
			t.Errorf("on day 21 the look-back is not on the list of the ambassador: %v", page.Rows)
		}
		d = b.do(t, b.fatima, r.ID, referral.Do{Act: referral.LookBack, Outcome: referral.HasStarted})
		if d.State != referral.Active || d.StartedOn == nil || d.Looking() {
			t.Errorf("active: %+v", d.Referral)
		}
		b, _ = b.after(t, now, 85)
		d = b.do(t, anna, r.ID, referral.Do{Act: referral.Step, Stepped: "less"})
		if d.State != referral.Completed || d.Stepped != "less" || d.Open() {
			t.Errorf("completed: %+v", d.Referral)
		}
		if want := "make hand send accept start look-back ask step"; acts(d) != want {
			t.Errorf("what happened: %s\nwant: %s", acts(d), want)
		}
		want := []string{"referral-own to anna@buurtteam.example", "referral-asked to post@aanloop.example",
			"referral-news to fatima@veen.example",                                           // sent
			"referral-news to fatima@veen.example", "referral-own to anna@buurtteam.example", // accepted
			"referral-news to fatima@veen.example", "referral-own to anna@buurtteam.example", // started
			"referral-own to anna@buurtteam.example"} // stepped down?
		if diff := cmp.Diff(want, b.mails(t)); diff != "" {
			t.Errorf("mails: %s", diff)
		}
	})
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}
