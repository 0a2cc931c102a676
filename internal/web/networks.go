package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// networksPage lists the networks of this installation and makes another one.
type networksPage struct {
	layout
	All     []network.Network
	Presets []network.Preset
	Form    form
	Made    string // name of a network that was just made
}

func (s *Server) networks(v *visit) error {
	if err := access.Can(v.actor, access.Read, access.Networks); err != nil {
		return err
	}
	page, err := s.networksPage(v)
	if err != nil {
		return err
	}
	page.Made = v.r.URL.Query().Get("gemaakt")
	return s.showStaff(v, "networks", page)
}

func (s *Server) networksPage(v *visit) (networksPage, error) {
	all, err := s.Networks.List(v.r.Context())
	return networksPage{layout: s.staffLayout(v, v.T("networks.title")), All: all, Presets: network.Presets, Form: fill("preset", network.Presets[0].ID)}, err
}

// addNetwork makes a network with its first administrator, who gets an invitation.
func (s *Server) addNetwork(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Networks); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	admin := people.Person{Name: f.Get("admin"), Email: f.Get("adminmail")}
	if admin.Name == "" {
		f.Wrong["admin"] = v.T("people.wrong.name")
	}
	if !strings.Contains(admin.Email, "@") {
		f.Wrong["adminmail"] = v.T("people.wrong.email")
	}
	if !f.Failed() {
		err = s.found(v, f, admin)
	}
	if f.blameNetwork(v, err) || f.Failed() {
		page, err := s.networksPage(v)
		if err != nil {
			return err
		}
		page.Form = f
		return s.again(v, f, "networks", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/netwerken", "gemaakt", f.Get("name")))
}

func (s *Server) found(v *visit, f form, admin people.Person) error {
	n, err := network.New(f.Get("slug"), f.Get("preset"), network.Settings{Name: f.Get("name"), Town: f.Get("town"), Phone: f.Get("phone"), Email: f.Get("email")})
	if err != nil {
		return err
	}
	n.ID = f.made()
	made, fresh, err := s.Networks.Found(v.r.Context(), v.actor, n)
	if err != nil || !fresh {
		return err
	}
	if err := s.Retention.Settle(v.r.Context(), made.ID); err != nil { // its file of tombstones is there from the first day
		return err
	}
	id, err := s.People.Found(v.r.Context(), v.actor, made.ID, admin)
	if err != nil {
		return err
	}
	// The invitation belongs to the new network, where the actor is nobody: People.Found has just decided that it may be.
	_, _, err = s.Accounts.Invite(v.r.Context(), access.As(access.Operator, made.ID), id, admin.Email)
	return err
}

// blameNetwork is blame for a new network: a conflict is about its place in addresses.
func (f form) blameNetwork(v *visit, err error) bool {
	if errors.Is(err, errs.Conflict) {
		f.Wrong["slug"] = v.T("networks.taken")
		return true
	}
	return f.blame(v, err)
}

// areasPage shows the areas of the network and takes files with areas and postcodes.
type areasPage struct {
	layout
	Tree      places.Tree
	Map       places.Map
	Wijken    []places.Area
	Buurten   int
	Wrong     []string // what is wrong with a file, a sentence for each row
	Done      string
	Residents form // residents-ID
}

func (s *Server) areas(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Places); err != nil {
		return err
	}
	page, err := s.areasPage(v)
	if err != nil {
		return err
	}
	if v.r.URL.Query().Has("klaar") {
		page.Done = v.T("areas.done")
	}
	return s.showStaff(v, "areas", page)
}

func (s *Server) areasPage(v *visit) (page areasPage, err error) {
	page.layout = s.staffLayout(v, v.T("areas.title"))
	if page.Tree, err = s.Places.Tree(v.r.Context(), v.actor); err != nil {
		return page, err
	}
	page.Wijken, page.Buurten = page.Tree.Kind(places.Wijk), len(page.Tree.Kind(places.Buurt))
	page.Residents = fill()
	for _, wijk := range page.Wijken {
		if wijk.Residents > 0 {
			page.Residents.values.Set("residents-"+wijk.ID, strconv.Itoa(wijk.Residents))
		}
	}
	outlines, err := s.Places.Outlines(v.r.Context(), v.actor, places.Wijk)
	page.Map = places.Draw(outlines)
	return page, err
}

// maxUpload is the largest file with areas or postcodes that can be sent, in bytes.
const maxUpload = 64 << 20

// shownProblems is how many problems of a file a page shows.
const shownProblems = 20

func (s *Server) uploadAreas(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Places); err != nil {
		return err
	}
	text, err := v.upload("file")
	if err == nil {
		err = s.importPlaces(v, text)
	}
	var problems errs.Problems
	if !errors.As(err, &problems) {
		if err != nil {
			return err
		}
		return v.done(v.URL("/beheer/gebieden", "klaar", "ja"))
	}
	page, err := s.areasPage(v)
	if err != nil {
		return err
	}
	for _, p := range problems[:min(shownProblems, len(problems))] {
		page.Wrong = append(page.Wrong, v.problem(p))
	}
	return s.again(v, fill(), "areas", page)
}

// upload reads a file that was sent with a form.
func (v *visit) upload(name string) ([]byte, error) {
	file, _, err := v.r.FormFile(name)
	if err != nil {
		return nil, errs.Problems{{Key: "areas.wrong.nofile"}}
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxUpload))
	if err != nil {
		return nil, fmt.Errorf("reading what was sent: %w", err)
	}
	return text, nil
}

// importPlaces reads boundaries when a file is GeoJSON, and postcodes otherwise.
func (s *Server) importPlaces(v *visit, text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))), []byte("{")) {
		drafts, err := places.ReadGeoJSON(text)
		if err != nil {
			return err
		}
		_, err = s.Places.Import(v.r.Context(), v.actor, drafts, places.Town{Name: v.Network.Settings.Town})
		return err
	}
	drafts, err := places.ReadPostcodes(bytes.NewReader(text))
	if err != nil {
		return err
	}
	_, _, err = s.Places.ImportPostcodes(v.r.Context(), v.actor, drafts)
	return err
}
