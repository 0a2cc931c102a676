//go:build !race

package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// This file gives the two years a post office, a machine that stops, and a team that discusses cases.

// postOffice sends the letters of the town. While it is down nobody listens at the mail server.
type postOffice struct {
	folder mail.Folder
	down   bool
	worker *jobs.Worker
}

// Send hands a letter over.
func (p *postOffice) Send(ctx context.Context, e mail.Envelope) error {
	if p.down {
		return mail.SMTP{Host: "127.0.0.1", Port: 1, Policy: "none", Timeout: time.Second}.Send(ctx, e)
	}
	return p.folder.Send(ctx, e)
}

// opens the post office, which keeps letters in a folder, and the worker.
func (y *years) opens(folder mail.Folder) {
	y.office = &postOffice{folder: folder}
	mailer := &mail.Mailer{DB: y.here.DB, Sender: y.office, Key: []byte("key of answers"), Identity: func(context.Context, string) (mail.Identity, error) {
		return mail.Identity{Name: "Samenspel Veen", From: "punt@veen.example", Host: "veen.example"}, nil
	}, Link: func(_ mail.Message, purpose string) (string, error) { return "https://veen.example/" + purpose, nil }}
	var err error
	y.office.worker, err = jobs.NewWorker(y.here.DB, jobs.Options{Kinds: []jobs.Kind{mailer.Kind(), y.here.Referral.Kind(), y.here.Casework.Kind(), y.here.Desk.Kind()}, Slots: 1, Log: slog.New(slog.DiscardHandler),
		Networks: func(context.Context) ([]string, error) { return []string{y.here.Network.ID}, nil }})
	y.must(err)
}

// works lets the jobs of the morning run. Now and then the machine stops in the middle of them, and begins again.
func (y *years) works(day int) {
	if day%120 == 45 {
		y.killed()
	}
	if y.dice.IntN(10) == 0 {
		y.do("stop in the middle")
		stopped, stop := context.WithTimeout(ctx, time.Duration(y.dice.IntN(4000))*time.Microsecond)
		_ = y.here.Referral.Run(stopped, y.here.Network.ID) // cut off, or just in time
		_ = y.here.Casework.Run(stopped, y.here.Network.ID)
		_ = y.here.Desk.Run(stopped, y.here.Network.ID)
		stop()
	}
	y.must(y.here.Referral.Run(ctx, y.here.Network.ID))
	y.must(y.here.Casework.Run(ctx, y.here.Network.ID))
	y.must(y.here.Desk.Run(ctx, y.here.Network.ID))
	y.office.down = day > 0 && day%100 < 2
	if y.office.down {
		y.do("mail server is down")
	}
	_, err := y.office.worker.Drain(ctx)
	y.must(err)
}

// successor is who takes over after a year and a half: an ambassador of the same area.
func (y *years) successor() (person, token string) {
	tree, err := y.here.Places.Tree(ctx, y.here.Operator)
	y.must(err)
	noord, _ := tree.BySlug("noord")
	return y.here.SignedInFor(y.t, "opvolger", people.Assignment{Role: access.Ambassador, AreaID: noord.ID})
}

var (
	referLink = regexp.MustCompile(`/doorverwijzingen/nieuw\?[^"]*van=case-need[^"]*`)
	needInput = regexp.MustCompile(`name="need" value="([^"]+)"`)
	rowPath   = regexp.MustCompile(`/casussen/[0-9a-f]{8}-[0-9a-f-]{27}`)
)

// discusses lets a team discuss a case, of which one need is passed on at once.
func (y *years) discusses(team string) {
	meeting := y.convened(y.t, team)
	form := fourNeeds()
	delete(form, "text-k1")
	one := y.laid(y.t, meeting, form)
	y.form(access.Ambassador, meeting, "do", "close")
	y.do("discuss")
	_, body := y.ask(access.Ambassador, http.MethodGet, one, nil)
	link := referLink.FindString(body)
	if link == "" {
		y.t.Fatalf("nothing can be passed on: %s", body)
	}
	y.pass(strings.ReplaceAll(link, "&amp;", "&"))
}

// pass makes the referral that a link leads to, to the first service that fits. The resident says yes.
func (y *years) pass(link string) {
	_, body := y.ask(access.Ambassador, http.MethodGet, link, nil)
	form := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "when": {"now"}}
	for _, name := range []string{"need", "wijk", "note", "origin", "origin_id"} {
		form.Set(name, regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)[1])
	}
	services := regexp.MustCompile(`name="service" value="([^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(services) == 0 {
		return // nobody offers it now; the need stays on the visit sheet
	}
	form.Set("service", services[y.dice.IntN(len(services))][1])
	path := referralPath.FindString(y.post(access.Ambassador, "/doorverwijzingen/nieuw", form).Header().Get("Location"))
	if path == "" {
		y.t.Fatalf("%s leads to no referral", link)
	}
	y.form(access.Ambassador, path, "do", "send", "giver", "resident")
}

// outcomes is how many answers there are to whether help started: in the end it is yes or no.
func (y *years) outcomes() int {
	if y.last {
		return 2
	}
	return 3
}

// sheet settles what is on the visit sheet of a team: most of it. What comes back of a case is passed on, or does not fit.
func (y *years) sheet(team string) {
	_, body := y.ask(access.Ambassador, http.MethodGet, "/casussen/bezoek?team="+team, nil)
	for _, section := range strings.Split(body, `<section class="box"`)[1:] {
		path := rowPath.FindString(section)
		if found := needInput.FindStringSubmatch(section); found != nil && (y.last || y.dice.IntN(5) > 0) {
			outcome := []string{"started", "not-going", "not-yet"}[y.dice.IntN(y.outcomes())]
			y.form(access.Ambassador, path, "do", "settle", "need", found[1], "outcome", outcome, "reason", map[string]string{"not-going": "other-help"}[outcome],
				"note", map[string]string{"not-yet": "Iemand met een auto."}[outcome])
		}
	}
	for _, line := range dbtest.Ask[string](y.t, y.here.DB, `select case_id || ' ' || place from case_need where network_id = '`+y.here.Network.ID+`' and state = 'later' and owner_id = '`+
		y.persons[access.Ambassador]+`' and next_on <= '`+calendar.Today(y.here.Now()).Format("2006-01-02")+` 23:59:59' order by id`) {
		id, place, _ := strings.Cut(line, " ")
		y.form(access.Ambassador, "/casussen/"+id, "do", "record", "help-n"+place, "erop-uit", "fit-n"+place, "no", "reason-n"+place, "solved")
	}
}
