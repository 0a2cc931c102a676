package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/hsds"
	"samenspel/internal/network"
	"samenspel/internal/places"
)

// request is what a program asks of a network, with its parameters checked.
type request struct {
	*http.Request
	network network.Network
	actor   access.Actor
	tree    places.Tree // empty when the endpoint says that it needs none
	root    string      // address of the network: https://help.example/n/veen
	prefix  string      // of the path: "" or /n/veen
	values  url.Values
}

// maxValue is how many bytes one parameter may have.
const maxValue = 1000

// check refuses parameters that the endpoint does not take or cannot read. It changes nothing else.
func (e *endpoint) check(values url.Values) error {
	for name, given := range values {
		i := slices.IndexFunc(e.takes, func(p param) bool { return p.name == name })
		switch {
		case i < 0:
			return fmt.Errorf("%w: there is no parameter %q here", errs.Invalid, name)
		case len(given) > 1:
			return fmt.Errorf("%w: give %s once", errs.Invalid, name)
		case len(given[0]) > maxValue:
			return fmt.Errorf("%w: %s is longer than %d characters", errs.Invalid, name, maxValue)
		}
		if err := e.takes[i].check(given[0]); err != nil {
			return err
		}
	}
	return nil
}

func (p param) check(value string) error {
	bad := func(want string) error { return fmt.Errorf("%w: %s must be %s", errs.Invalid, p.name, want) }
	switch p.kind {
	case "integer":
		n, err := strconv.Atoi(value)
		if err != nil || n < p.least || n > p.most {
			return bad(fmt.Sprintf("a whole number from %d to %d", p.least, p.most))
		}
	case "boolean":
		if value != "true" && value != "false" {
			return bad("true or false")
		}
	case "date-time":
		if _, err := moment(value); err != nil {
			return bad("a moment such as 2026-11-02T09:00:00Z, or a day")
		}
	case "uuid":
		if _, err := uuid.Parse(value); err != nil {
			return bad("an id, such as 01a20178-f438-7a92-b2fb-c577e2c2cab9")
		}
	}
	if len(p.enum) > 0 && !slices.Contains(p.enum, value) {
		return bad(strings.Join(p.enum, " or "))
	}
	return nil
}

// moment reads a moment, or a day as its beginning.
func moment(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, text)
}

// get, yes and number give a parameter that was checked.
func (r *request) get(name string) string { return r.values.Get(name) }
func (r *request) yes(name string) bool   { return r.values.Get(name) == "true" }
func (r *request) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(r.values.Get(name)); err == nil {
		return n
	}
	return otherwise
}

// lines tells whether one record on a line is asked for.
func (r *request) lines() bool { return r.get("format") == "ndjson" }

// writer gives what writes records of this network.
func (r *request) writer() hsds.Writer {
	return hsds.Writer{Town: r.network.Settings.Town, Tree: r.tree}
}
