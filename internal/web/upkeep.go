package web

import (
	"errors"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/privacy"
	"samenspel/internal/search"
	"samenspel/internal/upkeep"
)

// upkeepPage is what a person must look at to keep the directory right.
type upkeepPage struct {
	layout
	Calls       []upkeep.ToCall
	Corrections []upkeep.Correction
	Unfound     []upkeep.Unfound
	Members     int
	Dead        []directory.Entry // their website does not answer
	Missed      []missedRow
	Uninvited   []directory.Organization // some of those that were never asked to take part
	Others      int                      // how many more there are
}

// uninvited is how many organisations that were never asked are named.
const uninvited = 20

// missedRow is words that found nothing, with entries to which they may belong.
type missedRow struct {
	upkeep.Missed
	Proposals []directory.Entry
	Gap       insight.GapState // the words are a gap already, or ""
}

// proposed is how many entries are proposed for words that found nothing.
const proposed = 3

func (s *Server) upkeep(v *visit) error {
	page := upkeepPage{layout: s.staffLayout(v, v.T("upkeep.title"))}
	var err error
	if page.Calls, err = s.Upkeep.Calls(v.r.Context(), v.actor); err != nil {
		return err
	}
	if page.Corrections, err = s.Upkeep.Corrections(v.r.Context(), v.actor); err != nil {
		return err
	}
	organizations, err := s.Directory.Organizations(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	find, err := s.finder(v, entries)
	if err != nil {
		return err
	}
	if page.Dead, err = s.Upkeep.DeadLinks(v.r.Context(), v.actor, entries); err != nil {
		return err
	}
	if page.Missed, err = s.missed(v); err != nil {
		return err
	}
	never := directory.Uninvited(organizations)
	page.Uninvited, page.Others = never[:min(len(never), uninvited)], max(0, len(never)-uninvited)
	page.Unfound = upkeep.Complete(organizations, entries, find)
	for _, o := range organizations {
		if o.Member {
			page.Members++
		}
	}
	return s.showStaff(v, "upkeep", page)
}

// missed gives the words that found nothing. An entry is proposed when it answers to one of the words by itself.
func (s *Server) missed(v *visit) ([]missedRow, error) {
	all, err := s.Upkeep.AllMissed(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	gaps, err := s.Insight.WordGaps(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	rows := make([]missedRow, len(all))
	for i, m := range all {
		var ids []string
		for _, word := range strings.Fields(m.Words) {
			found, err := s.foundIDs(v, word)
			if err != nil {
				return nil, err
			}
			ids = append(ids, found...)
		}
		entries, err := s.Directory.Entries(v.r.Context(), v.actor, ids[:min(len(ids), proposed)])
		if err != nil {
			return nil, err
		}
		rows[i] = missedRow{m, entries, gaps[m.Words].State}
	}
	return rows, nil
}

// addWord adds words that found nothing to an entry, makes a gap of them, or only takes them off the list.
func (s *Server) addWord(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	switch id := f.Get("service"); {
	case f.Is("do", "gap"):
		err = s.Insight.StartGap(v.r.Context(), v.actor, f.Get("words"))
	case id != "":
		err = s.Upkeep.AddWord(v.r.Context(), v.actor, id, f.Get("words"))
	default:
		err = s.Upkeep.Settled(v.r.Context(), v.actor, f.Get("words"))
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden") + "#missed")
}

// finder finds organisations as visitors do.
func (s *Server) finder(v *visit, entries []directory.Entry) (upkeep.Finder, error) {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, e := range entries {
		of[e.Service.ID] = e.Organization.ID
	}
	return func(words string) []string {
		var found []string
		for _, hit := range index.Search(search.Query{Text: words, Limit: 10}).Hits {
			found = append(found, of[hit.Document.ID])
		}
		return found
	}, nil
}

// confirmByPhone says for an organisation that was called that everything is right.
func (s *Server) confirmByPhone(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Directory); err != nil {
		return err
	}
	if err := s.Upkeep.Confirm(v.r.Context(), v.actor, v.r.PathValue("id"), "redactie"); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden"))
}

// noteInvited notes that an organisation was asked to take part in the network.
func (s *Server) noteInvited(v *visit) error {
	if err := s.Directory.Invited(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden") + "#invite")
}

func (s *Server) settleCorrection(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := s.Upkeep.Settle(v.r.Context(), v.actor, v.r.PathValue("id"), upkeep.Outcome(f.Get("outcome"))); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden"))
}

// wrongPage is where a visitor says what is wrong with an entry.
type wrongPage struct {
	layout
	Entry directory.Entry
	Form  form
	Sent  bool
}

func (s *Server) wrongPage(v *visit) (page wrongPage, err error) {
	entry, err := s.Directory.Entry(v.r.Context(), v.actor, v.r.PathValue("slug"))
	return wrongPage{layout: s.layout(v, "wrong.title", "Title", entry.Title), Entry: entry, Form: fill(), Sent: v.r.URL.Query().Has("dank")}, err
}

func (s *Server) wrong(v *visit) error {
	page, err := s.wrongPage(v)
	if err != nil {
		return err
	}
	return s.render(v, "wrong", page)
}

func (s *Server) reportWrong(v *visit) error {
	page, err := s.wrongPage(v)
	if err != nil {
		return err
	}
	if page.Form, err = v.readForm(); err != nil {
		return err
	}
	text := page.Form.Get("text")
	switch found := s.identifiers(v, text); {
	case text == "":
		page.Form.Wrong["text"] = v.T("wrong.empty")
	case found != "":
		page.Form.Wrong["text"] = found
	}
	if page.Form.Failed() {
		return s.again(v, page.Form, "wrong", page)
	}
	err = s.Upkeep.Report(v.r.Context(), v.actor, page.Entry.Service.ID, text)
	if errors.Is(err, errs.Invalid) {
		page.Form.Wrong["text"] = v.T("wrong.long")
		return s.again(v, page.Form, "wrong", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/aanbod/"+page.Entry.Service.Slug+"/klopt-niet", "dank", "ja"))
}

// identifiers says what in a text could identify a person, or "". Telephone numbers and addresses of organisations are
// what corrections are about, so these may stand in it.
func (s *Server) identifiers(v *visit, text string) string {
	for _, f := range privacy.Scan(text) {
		switch f.Kind {
		case privacy.BSN, privacy.IBAN, privacy.Date, privacy.Name:
			return privacy.Explain(f.Kind, v.Lang())
		}
	}
	return ""
}
