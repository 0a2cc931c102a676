package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/files"
	"samenspel/internal/network"
)

// lookPage is how a network looks: its theme and its logo.
type lookPage struct {
	layout
	Form    form // of the theme
	Logo    form
	Tokens  int // that the theme sets
	Faints  []network.Faint
	Skipped []string // tokens of the file with a value that cannot be used
}

func (s *Server) lookPage(v *visit, n network.Network) lookPage {
	version := strconv.FormatInt(v.Network.Version, 10)
	return lookPage{layout: s.staffLayout(v, v.T("look.title")), Form: fill("version", version), Logo: fill("version", version, "alt", n.Settings.Logo.Alt),
		Tokens: len(n.Settings.Theme), Faints: n.Settings.Theme.Faints()}
}

func (s *Server) look(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	page := s.lookPage(v, v.Network)
	if skipped := v.r.URL.Query().Get("zonder"); skipped != "" {
		page.Skipped = strings.Fields(skipped)
	}
	return s.showStaff(v, "look", page)
}

// saveTheme takes a theme file, or takes the theme away.
func (s *Server) saveTheme(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	file, f, err := v.readUpload("theme")
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	var skipped []string
	if f.Is("do", "weg") {
		n.Settings.Theme = nil
	} else {
		n.Settings.Theme, skipped, err = network.ReadTheme(string(file))
	}
	if err == nil {
		err = s.Networks.Change(v.r.Context(), v.actor, n)
	}
	if f.blame(v, err) {
		page := s.lookPage(v, v.Network)
		page.Form, page.Skipped = f, skipped
		return s.again(v, f, "look", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/huisstijl", "zonder", strings.Join(skipped, " ")))
}

// saveLogo takes a picture, or takes the logo away.
func (s *Server) saveLogo(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	file, f, err := v.readUpload("picture")
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	var logo network.Logo
	var body []byte
	if !f.Is("do", "weg") {
		logo, body, err = drawn(file, cut(f.Get("alt"), maxAsked))
	}
	if err == nil {
		err = s.Networks.PutLogo(v.r.Context(), v.actor, n, logo, body)
	}
	if f.blame(v, err) {
		page := s.lookPage(v, v.Network)
		page.Logo = f
		return s.again(v, f, "look", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/huisstijl"))
}

// drawn makes a logo of a picture that was sent.
func drawn(file []byte, alt string) (network.Logo, []byte, error) {
	body, size, err := files.Fit(file, network.LogoWidth, network.LogoHeight)
	if err == nil && alt == "" {
		err = errs.Problems{{Column: "alt", Key: "look.wrong.alt"}}
	}
	return network.NewLogo(body, alt, size.X, size.Y), body, err
}

// readUpload reads a form with a file in it. A form without the file gives no bytes.
func (v *visit) readUpload(name string) ([]byte, form, error) {
	if err := v.r.ParseMultipartForm(files.MaxBytes); err != nil {
		f, err := v.readForm()
		return nil, f, err
	}
	f := form{values: v.r.MultipartForm.Value, Wrong: map[string]string{}}
	if len(v.r.MultipartForm.File[name]) == 0 {
		return nil, f, nil
	}
	file, err := v.upload(name)
	return file, f, err
}

// themeCSS is the theme of the network as a stylesheet.
func (s *Server) themeCSS(v *visit) error {
	theme := v.Network.Settings.Theme
	if len(theme) == 0 {
		return errs.NotFound
	}
	return v.file("text/css; charset=utf-8", strconv.FormatInt(v.Network.Version, 10), []byte(theme.CSS()))
}

// logoPNG is the picture at the top of every page.
func (s *Server) logoPNG(v *visit) error {
	body, err := s.Networks.Picture(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return v.file("image/png", v.Network.Settings.Logo.Hash, body)
}

// file answers with a file of the network that has a version. At the address of that version it may be kept for good.
func (v *visit) file(kind, version string, body []byte) error {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+version+`"`)
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	if v.r.URL.Query().Get("v") == version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(body))
	return nil
}
