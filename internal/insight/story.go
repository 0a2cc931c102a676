package insight

import (
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// StoryState is where a story is in its life.
type StoryState string

// The states. A story that is not approved when its quarter is closed never comes in a report.
const (
	Written  StoryState = "written"  // a second person must look whether somebody could be recognised
	Seen     StoryState = "seen"     // nobody can be; a coordinator must approve
	Approved StoryState = "approved" // goes into the report of its quarter
)

// Story is something that happened, told without saying of whom (inventory I13).
type Story struct {
	ID         string
	Quarter    time.Time // first day
	Text       string    // scanned
	WrittenBy  string    // id of a person, as the next two
	WrittenAt  time.Time
	SeenBy     string
	SeenAt     *time.Time
	ApprovedBy string
	ApprovedAt *time.Time
}

// State tells where it is.
func (s Story) State() StoryState {
	switch {
	case s.ApprovedAt != nil:
		return Approved
	case s.SeenAt != nil:
		return Seen
	}
	return Written
}

// seen is the story once a second person looked at it.
func (s Story) seen(by string, at time.Time) (Story, error) {
	if s.State() != Written || by == "" || by == s.WrittenBy {
		return s, errs.Conflict
	}
	s.SeenBy, s.SeenAt = by, &at
	return s, nil
}

// approved is the story once a coordinator approved it.
func (s Story) approved(by string, at time.Time) (Story, error) {
	if s.State() != Seen {
		return s, errs.Conflict
	}
	s.ApprovedBy, s.ApprovedAt = by, &at
	return s, nil
}

// The shortest and longest story, in characters.
const shortestStory, longestStory = 40, 1500

// told gives a story as it may be kept. What could tell who somebody is blocks, with an explanation in a language.
func told(typed string, scanner *privacy.Scanner, lang string) (string, error) {
	text := strings.TrimSpace(typed)
	problem := func(key string) error {
		return errs.Problems{{Column: "text", Key: key, Text: key}}
	}
	switch long := utf8.RuneCountInString(text); {
	case long < shortestStory:
		return "", problem("stories.wrong.short")
	case long > longestStory:
		return "", problem("stories.wrong.long")
	}
	for _, f := range scanner.Scan(text) {
		return "", errs.Problems{{Column: "text", Text: privacy.Explain(f.Kind, lang), Value: text[f.Start:f.End]}}
	}
	return text, nil
}
