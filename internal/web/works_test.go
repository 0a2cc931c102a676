//go:build !race

package web_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/pquerna/otp/totp"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/glass"
	"samenspel/internal/harvest"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/privacy"
	"samenspel/internal/retention"
	"samenspel/internal/search"
	"samenspel/internal/testkit"
)

// work is something that happens in a network without a page: a command, a job, or a step of which no form is on a page.
// It tells what came out.
type work struct {
	name string
	do   func(w *twins) (any, error)
}

// inside makes a work of a function of a transaction.
func inside(do func(w *twins, tx *db.Tx) (any, error)) func(*twins) (any, error) {
	return func(w *twins) (out any, err error) {
		return out, w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			out, err = do(w, tx)
			return err
		})
	}
}

// on makes a work of an operation on the account of the coordinator, by the operator.
func on(do func(*account.Store, context.Context, access.Actor, string) (account.Event, error)) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		_, err := do(w.town.Accounts, ctx, w.town.Operator, w.secrets["account"])
		return nil, err
	}
}

// as makes a work of an operation of somebody who is signed in.
func as(role access.Role, do func(w *twins, s account.Session) (any, error)) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		session, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[role])
		if err != nil {
			return nil, err
		}
		return do(w, session)
	}
}

var works = []work{
	{"suspend", on((*account.Store).Suspend)},
	{"remove", on((*account.Store).Remove)},
	{"reset the factors", on((*account.Store).ResetFactors)},
	{"end the sessions", on((*account.Store).EndSessions)},
	{"resume", func(w *twins) (any, error) {
		if _, err := w.town.Accounts.Suspend(ctx, w.town.Operator, w.secrets["account"]); err != nil {
			return nil, err
		}
		_, err := w.town.Accounts.Resume(ctx, w.town.Operator, w.secrets["account"])
		return nil, err
	}},
	{"change the address", func(w *twins) (any, error) {
		_, err := w.town.Accounts.ChangeEmail(ctx, w.town.Operator, w.secrets["account"], "anders@hier.example")
		return nil, err
	}},
	{"take an address that is taken", func(w *twins) (any, error) {
		_, err := w.town.Accounts.ChangeEmail(ctx, w.town.Operator, w.secrets["account"], "desk@hier.example")
		return nil, err
	}},
	{"invite, and again", func(w *twins) (any, error) {
		made, _, err := w.town.Accounts.Invite(ctx, w.town.Operator, w.secrets["nobody"], "niemand@hier.example")
		if err != nil {
			return nil, err
		}
		_, err = w.town.Accounts.InviteAgain(ctx, w.town.Operator, made.ID)
		return made.Email, err
	}},
	{"list accounts", func(w *twins) (any, error) { return w.town.Accounts.List(ctx, w.town.Operator) }},
	{"look at a link", func(w *twins) (any, error) {
		return w.town.Accounts.Peek(ctx, w.town.Network.ID, w.secrets["link"])
	}},
	{"send a link", func(w *twins) (any, error) {
		return w.town.Accounts.LinkToken(ctx, w.town.Network.ID, w.secrets["linkid"])
	}},
	{"use a link", func(w *twins) (any, error) {
		step, _, err := w.town.Accounts.Use(ctx, w.town.Network.ID, w.secrets["link"], account.Origin{Token: w.secrets["more"]})
		return step.Session.Person, err
	}},
	{"sign in", func(w *twins) (any, error) {
		step, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, "coordinator@hier.example", "een lange zin die niemand raadt", account.Origin{})
		return step.Session.Person, err
	}},
	{"sign in wrongly", func(w *twins) (any, error) {
		var err error
		for range 6 {
			_, _, err = w.town.Accounts.SignIn(ctx, w.town.Network.ID, "desk@hier.example", "fout", account.Origin{})
		}
		return nil, err
	}},
	{"the code of an app", func(w *twins) (any, error) {
		code, err := totp.GenerateCode(w.secrets["totp"], testkit.Today.Add(30*time.Second))
		if err != nil {
			return nil, err
		}
		step, _, err := w.town.Accounts.SecondCode(ctx, w.town.Network.ID, w.secrets["half"], code, account.Origin{})
		return step.Session.Person, err
	}},
	{"a recovery code", func(w *twins) (any, error) {
		step, _, err := w.town.Accounts.SecondRecovery(ctx, w.town.Network.ID, w.secrets["half"], w.secrets["recovery"], account.Origin{})
		return step.Session.Person, err
	}},
	{"enrol an app", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		setup, err := w.town.Accounts.BeginTOTP(ctx, s, "Samenspel")
		if err != nil {
			return nil, err
		}
		code, err := totp.GenerateCode(setup.Secret, testkit.Today)
		if err != nil {
			return nil, err
		}
		step, _, err := w.town.Accounts.ConfirmTOTP(ctx, s, code)
		return step.Session.Stage, err
	})},
	{"finish enrolling an app", as(access.Desk, func(w *twins, s account.Session) (any, error) {
		code, err := totp.GenerateCode(w.secrets["waiting"], testkit.Today)
		if err != nil {
			return nil, err
		}
		step, _, err := w.town.Accounts.ConfirmTOTP(ctx, s, code)
		return step.Session.Stage, err
	})},
	{"take the app away", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		step, _, err := w.town.Accounts.RemoveTOTP(ctx, s)
		return step.Session.Stage, err
	})},
	{"take a passkey away", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		step, _, err := w.town.Accounts.RemovePasskey(ctx, s, "oud")
		return step.Session.Stage, err
	})},
	{"new recovery codes", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		codes, _, err := w.town.Accounts.NewRecovery(ctx, s)
		return len(codes), err
	})},
	{"end one session", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		all, err := w.town.Accounts.Sessions(ctx, s)
		if err != nil {
			return nil, err
		}
		_, err = w.town.Accounts.Revoke(ctx, s, all[slices.IndexFunc(all, func(l account.Listed) bool { return l.ID != s.ID })].ID)
		return len(all), err
	})},
	{"sign out", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
		_, err := w.town.Accounts.SignOut(ctx, s)
		return nil, err
	})},
	{"a sign of life", func(w *twins) (any, error) {
		*w.town.Later = 2 * time.Hour
		_, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Member])
		return nil, err
	}},
	{"a passkey", signInByPasskey},
	{"a provider", func(w *twins) (any, error) {
		p := account.Provider{Issuer: w.issuer, ClientID: "samenspel", ClientSecret: "s", Redirect: here + "/inloggen/oidc/terug"}
		address, ceremony, err := w.town.Accounts.BeginOIDC(ctx, w.town.Network.ID, p, nil)
		if err != nil {
			return nil, err
		}
		_, state, _ := strings.Cut(w.visit(address), "state=")
		step, _, err := w.town.Accounts.FinishOIDC(ctx, w.town.Network.ID, p, ceremony, account.Callback{Code: "c", State: state}, account.Origin{})
		return step.Session.Person, err
	}},
	{"sweep", inside(func(_ *twins, tx *db.Tx) (any, error) { return account.Sweep(ctx, tx) })},

	{"verify the trace", func(w *twins) (any, error) { return audit.NewStore(w.town.DB).Verify(ctx, w.town.Operator, nil) }},
	{"the ends of months of the trace", func(w *twins) (any, error) { return audit.NewStore(w.town.DB).Heads(ctx, w.town.Operator) }},
	{"close a month of the trace", inside(func(_ *twins, tx *db.Tx) (any, error) { return audit.Close(ctx, tx, sealKey) })},
	{"remove a month of the trace", inside(func(_ *twins, tx *db.Tx) (any, error) {
		if err := audit.RemoveSegment(ctx, tx, oldSegment); err != nil {
			return nil, err
		}
		return audit.Segments(ctx, tx)
	})},
	{"remove a month of the trace that is elsewhere", inside(func(_ *twins, tx *db.Tx) (any, error) { return nil, audit.RemoveSegment(ctx, tx, newSegment) })},
	{"the trace of one thing", func(w *twins) (any, error) {
		return audit.NewStore(w.town.DB).Lines(ctx, w.town.Operator, audit.Filter{Object: string(access.Staff), Limit: 500})
	}},

	{"work in the background", drain},
	{"one job", func(w *twins) (any, error) {
		return jobs.NewStore(w.town.DB).Get(ctx, w.town.Operator, w.secrets["job failed"])
	}},
	{"a job that fails", failing(func(*twins) error { return nil })},
	{"a job that another worker has by now", failing(func(w *twins) error {
		return w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update job set lease = 'another' where network_id = $1 and state = 'running' and kind = 'failing'`, tx.Network)
			return err
		})
	})},
	{"a job that takes long", func(w *twins) (any, error) {
		worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Lease: 30 * time.Millisecond,
			Kinds: []jobs.Kind{{Name: "long", Do: func(ctx context.Context, _ *jobs.Run) error {
				defer w.lend("job")()
				for !w.heardOf("update job set leased_until") && ctx.Err() == nil {
					time.Sleep(time.Millisecond)
				}
				return ctx.Err()
			}}}})
		if err != nil {
			return nil, err
		}
		err = w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			_, err := jobs.Enter(ctx, tx, jobs.Job{Kind: "long"})
			return err
		})
		if err != nil {
			return nil, err
		}
		defer w.lend("job")()
		return worker.Drain(ctx)
	}},
	{"forget jobs", inside(func(_ *twins, tx *db.Tx) (any, error) { return jobs.Forget(ctx, tx, tx.Now.AddDate(0, -6, 0)) })},
	{"forget openings", inside(func(_ *twins, tx *db.Tx) (any, error) { return glass.Forget(ctx, tx, tx.Now.AddDate(1, 0, 0)) })},
	{"hold mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Hold(ctx, tx) })},
	{"change what is agreed about terms", agreeing},
	{"remove what was kept long enough", removing},
	{"erase mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Erase(ctx, tx, "post@hier.example") })},
	{"find mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Find(ctx, tx, "sent@hier.example") })},
	{"bounce", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Bounce(ctx, tx, "sent@hier.example") })},

	{"import again, with less", func(w *twins) (any, error) {
		var kept []string
		for _, row := range strings.Split(testkit.Services, "\n") {
			if !strings.HasPrefix(row, "s4,") {
				kept = append(kept, strings.Replace(row, "De Kade,Kade 1", "De Haven,Haven 1", 1))
			}
		}
		report, err := harvest.New(w.town.DB, w.server.Now).Import(ctx, w.town.Operator, "test",
			harvest.Input{Name: "services.csv", Data: strings.NewReader(strings.Join(kept, "\n"))}, harvest.Options{Town: "Veendam aan Zee"})
		report.Seconds = 0
		return report, err
	}},
	{"export", func(w *twins) (any, error) {
		entries, err := w.town.Directory.All(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		organizations, err := w.town.Directory.Organizations(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		tree, err := w.town.Places.Tree(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		notes, err := harvest.ExportFlat(&out, entries, organizations, tree)
		return out.String() + strings.Join(notes, "\n"), err
	}},
	{"search", func(w *twins) (any, error) {
		index, err := search.NewKeeper(w.town.Directory, w.town.Places, nil).Index(ctx, w.town.Visitor)
		if err != nil {
			return nil, err
		}
		var all []string
		for _, hit := range index.Search(search.Query{Text: otherMark + " brengen", Limit: 50}).Hits {
			all = append(all, hit.Document.Ref)
		}
		return all, nil
	}},
	{"postcodes", func(w *twins) (any, error) {
		var all []places.Suggestion
		for _, c := range []struct {
			postcode string
			number   int
		}{{"0101AA", 1}, {"0101AA", 0}, {"0103", 0}, {"0104AA", 1}, {"0104AA", 0}, {"0104BB", 0}} {
			found, err := w.town.Places.Suggest(ctx, w.town.Visitor, c.postcode, c.number)
			if err != nil {
				return nil, err
			}
			all = append(all, found)
		}
		return all, nil
	}},
	{"the middle of an area", func(w *twins) (any, error) {
		tree, err := w.town.Places.Tree(ctx, w.town.Visitor)
		if err != nil {
			return nil, err
		}
		noord, _ := tree.BySlug("noord")
		latitude, longitude, err := w.town.Places.Middle(ctx, w.town.Visitor, noord.ID)
		return []float64{latitude, longitude}, err
	}},
	{"end a broken glass", func(w *twins) (any, error) {
		actor := access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Coordinator], Grants: []access.Grant{{Role: access.Coordinator}}}
		return nil, w.server.Glass.End(ctx, actor, "glas")
	}},
	{"drop a rule about groups", func(w *twins) (any, error) {
		all, err := w.town.People.GroupRules(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		return len(all), w.town.People.DropGroupRule(ctx, w.town.Operator, all[0].ID)
	}},
	{"take a training away", func(w *twins) (any, error) {
		teams, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		for _, team := range teams {
			for _, m := range team.Members {
				for _, training := range m.Trainings {
					return nil, w.town.People.Untrain(ctx, w.town.Operator, team.ID, training.ID)
				}
			}
		}
		return nil, errs.NotFound
	}},
	{"take a training of another team away", func(w *twins) (any, error) {
		teams, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		for _, team := range teams {
			for _, m := range team.Members {
				if m.Person.ID == w.persons[access.Professional] {
					return nil, w.town.People.Untrain(ctx, w.town.Operator, w.secrets["team"], m.Trainings[0].ID)
				}
			}
		}
		return nil, errs.NotFound
	}},
	{"areas of teams", func(w *twins) (any, error) {
		return w.town.People.TeamAreas(ctx, access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Coordinator]})
	}},
	{"a new portrait", func(w *twins) (any, error) {
		return nil, w.town.People.SetPortrait(ctx, w.town.Operator, w.persons[access.Desk], []byte("another"))
	}},
	{"a portrait", func(w *twins) (any, error) {
		record, err := w.town.People.Person(ctx, w.town.Operator, w.persons[access.Ambassador])
		if err != nil {
			return nil, err
		}
		return w.town.People.Portrait(ctx, w.town.Operator, record.ID, record.Portrait)
	}},
	{"remind of new members", func(w *twins) (any, error) { return nil, w.town.People.Remind(ctx, w.town.Network.ID) }},
	{"the name of a person", inside(func(w *twins, tx *db.Tx) (any, error) { return people.NameOf(ctx, tx, w.persons[access.Desk]) })},
	{"send mail again that was sent", func(w *twins) (any, error) {
		return nil, w.server.Outbox.Retry(ctx, w.town.Operator, w.secrets["mail sent"])
	}},
	{"replace everyone", func(w *twins) (any, error) { return nil, w.town.People.Replace(ctx, w.town.Operator, nil) }},
	{"be away otherwise", func(w *twins) (any, error) {
		return nil, w.town.People.Away(ctx, w.town.Operator, people.Absence{PersonID: w.persons[access.Host], StandIn: people.Person{ID: w.persons[access.Desk]},
			Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 2)})
	}},
	{"change a team", func(w *twins) (any, error) {
		all, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		all[0].Name = "Anders"
		return w.town.People.SaveTeam(ctx, w.town.Operator, all[0])
	}},
	{"hand over absences", func(w *twins) (any, error) {
		return w.town.People.Handover(ctx, w.town.Operator, w.persons[access.Desk], w.persons[access.Ambassador], testkit.Today)
	}},
	{"hand over a membership", func(w *twins) (any, error) {
		return w.town.People.Handover(ctx, w.town.Operator, w.persons[access.Coordinator], w.persons[access.Desk], testkit.Today)
	}},
	{"found where somebody is", func(w *twins) (any, error) {
		return w.town.People.Found(ctx, access.As(access.Administrator, w.town.Network.ID), w.town.Network.ID, people.Person{Name: "Eerste", Email: "eerste@hier.example"})
	}},
	{"take the logo away", func(w *twins) (any, error) {
		n, err := w.town.Networks.BySlug(ctx, "hier")
		if err != nil {
			return nil, err
		}
		return nil, w.town.Networks.PutLogo(ctx, w.town.Operator, n, network.Logo{}, nil)
	}},
	{"a logo", func(w *twins) (any, error) { return w.town.Networks.Picture(ctx, w.town.Operator) }},
	{"find pairs", func(w *twins) (any, error) { return w.server.Linkage.Search(ctx, w.town.Operator) }},
	{"pairs that were merged", func(w *twins) (any, error) {
		return w.server.Linkage.List(ctx, w.town.Operator, linkage.Merged, 0)
	}},
	{"merge a pair, and undo that", func(w *twins) (any, error) {
		id := w.secrets["pair organization"]
		open, err := w.server.Linkage.List(ctx, w.town.Operator, linkage.Open, 0)
		if err == nil {
			err = w.server.Linkage.Merge(ctx, w.town.Operator, id, open[slices.IndexFunc(open, func(p linkage.Proposal) bool { return p.ID == id })].Left.ID)
		}
		if err == nil {
			err = w.server.Linkage.Undo(ctx, w.town.Operator, id)
		}
		return nil, err
	}},
	{"tell a pair apart", func(w *twins) (any, error) {
		return nil, w.server.Linkage.TellApart(ctx, w.town.Operator, w.secrets["pair organization"])
	}},
	{"undo a merge of services", func(w *twins) (any, error) {
		return nil, w.server.Linkage.Undo(ctx, w.town.Operator, w.secrets["pair service"])
	}},
	{"where a record went", func(w *twins) (any, error) {
		organization, err := w.town.Directory.Moved(ctx, w.town.Visitor, directory.OrganizationRecord, "kluszaak-kees-veendam-aan-zee")
		service, again := w.town.Directory.Moved(ctx, w.town.Visitor, directory.ServiceRecord, "klussen-in-en-aan-huis")
		return organization + " " + service, errors.Join(err, again)
	}},
	{"a role that somebody has", inside(func(w *twins, tx *db.Tx) (any, error) { return people.Roles(ctx, tx, w.persons[access.Desk]) })},
}

// failing makes a work of a job that fails while another of the same key waits. Meanwhile something happens to it.
func failing(meanwhile func(*twins) error) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		enter := func(at time.Time) error {
			return w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
				_, err := jobs.Enter(ctx, tx, jobs.Job{Kind: "failing", Key: "dezelfde", At: at})
				return err
			})
		}
		back := func() {}
		worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Kinds: []jobs.Kind{{Name: "failing", Do: func(context.Context, *jobs.Run) error {
			back()
			err := enter(testkit.Today.Add(time.Hour))
			back = w.lend("job")
			return errors.Join(errors.New("it fails"), err, meanwhile(w))
		}}}})
		if err != nil {
			return nil, err
		}
		if err := enter(testkit.Today); err != nil {
			return nil, err
		}
		back = w.lend("job")
		defer func() { back() }()
		return worker.Drain(ctx)
	}
}

// agreeing makes a term shorter, so that two people must agree once more.
func agreeing(w *twins) (any, error) {
	first, second := w.town.Operator, w.town.Operator
	first.Person, second.Person = w.persons[access.Administrator], w.persons[access.PrivacyOfficer]
	second.Grants = []access.Grant{{Role: access.PrivacyOfficer}}
	err := w.town.Retention.SetTerm(ctx, first, privacy.Mail, privacy.Made, privacy.Term{Days: 30})
	if err == nil {
		err = w.town.Retention.Ask(ctx, first)
	}
	if err == nil {
		err = w.town.Retention.Agree(ctx, second)
	}
	if err != nil {
		return nil, err
	}
	state, rules, err := w.town.Retention.State(ctx, first)
	return fmt.Sprint(state.Agreed(), rules), err
}

// removing tries, and then does, what happens every night, with a file of tombstones of its own.
func removing(w *twins) (out any, err error) {
	folder, err := os.MkdirTemp("", "tombstones")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	engine := retention.New(w.town.DB, retention.Options{Folder: folder, Key: []byte("key"), Keepers: []retention.Keeper{testkit.Mails}})
	would, err := engine.Try(ctx, w.town.Operator)
	if err != nil {
		return nil, err
	}
	did, agreed, err := engine.Run(ctx, w.town.Operator, "test")
	return fmt.Sprint(would, did, agreed), err
}

// own gives the network whose work is done.
func (w *twins) own(context.Context) ([]string, error) { return []string{w.town.Network.ID}, nil }

// drain does everything that waits in the background, with the letters as they leave.
func drain(w *twins) (any, error) {
	var sent outbasket
	mailer := &mail.Mailer{DB: w.town.DB, Sender: &sent, Key: make([]byte, 32), Log: slog.New(slog.DiscardHandler),
		Identity: func(context.Context, string) (mail.Identity, error) {
			return mail.Identity{Name: "Samenspel", From: "punt@hier.example", Host: "hier.example"}, nil
		},
		Link: func(m mail.Message, _ string) (string, error) {
			token, err := w.town.Accounts.LinkToken(ctx, m.Network, m.Object)
			return "https://hier.example/welkom/" + token, err
		}}
	var ran []string
	worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Slots: 1, Lease: 30 * time.Second,
		Schedules: []jobs.Schedule{{Kind: "often", Every: time.Hour}},
		Kinds: []jobs.Kind{mailer.Kind(), {Name: "test", Do: func(_ context.Context, r *jobs.Run) error {
			ran = append(ran, r.Network+" "+r.ID)
			defer w.lend("job")()
			return r.Progress(ctx, 1, 2, "half")
		}}, {Name: "often", Do: func(context.Context, *jobs.Run) error { return nil }}}})
	if err != nil {
		return nil, err
	}
	attempts, err := worker.Drain(ctx)
	*w.town.Later = 40 * time.Second
	more, again := worker.Drain(ctx)
	return fmt.Sprint(attempts, more, len(ran), sent), errors.Join(err, again)
}

// outbasket keeps letters as they leave.
type outbasket []string

func (o *outbasket) Send(_ context.Context, e mail.Envelope) error {
	*o = append(*o, fmt.Sprint(e))
	return nil
}

// device is an authenticator in software that was enrolled by fill.
type device struct {
	key    *ecdsa.PrivateKey
	handle string
}

var b64 = base64.RawURLEncoding

// credential is what the database knows of the device.
func (d device) credential(t testing.TB) string {
	t.Helper()
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey),
		Algorithm: int64(webauthncose.AlgES256)}, Curve: int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:]})
	if err != nil {
		t.Fatal(err)
	}
	return db.JSON(webauthn.Credential{ID: []byte("sleutel"), PublicKey: public})
}

func newDevice(t testing.TB) device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return device{key: key}
}

// answer signs the challenge of a sign-in.
func (d device) answer(options []byte) ([]byte, error) {
	var o struct {
		PublicKey struct{ Challenge, RpID string }
	}
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, err
	}
	client := []byte(`{"type":"webauthn.get","challenge":"` + o.PublicKey.Challenge + `","origin":"https://hier.example","crossOrigin":false}`)
	site, hash := sha256.Sum256([]byte(o.PublicKey.RpID)), sha256.Sum256(client)
	data := binary.BigEndian.AppendUint32(append(site[:], 0x05), 1)
	digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	id := b64.EncodeToString([]byte("sleutel"))
	return []byte(db.JSON(map[string]any{"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": map[string]any{}, "response": map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data), "signature": b64.EncodeToString(signature), "userHandle": d.handle}})), err
}

func signInByPasskey(w *twins) (any, error) {
	rp := account.RP{ID: "hier.example", Name: "Samenspel", Origin: "https://hier.example"}
	options, ceremony, err := w.town.Accounts.BeginPasskeySignIn(ctx, w.town.Network.ID, rp)
	if err != nil {
		return nil, err
	}
	defer w.lend("account_ceremony")()
	answer, err := w.device.answer(options)
	if err != nil {
		return nil, err
	}
	step, _, err := w.town.Accounts.FinishPasskeySignIn(ctx, w.town.Network.ID, rp, ceremony, answer, account.Origin{})
	return step.Session.Person, err
}
