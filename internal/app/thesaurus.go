package app

import (
	"context"

	"samenspel/internal/directory"
	"samenspel/internal/thesaurus"
)

var thesaurusCommand = command{name: "thesaurus", usage: "",
	summary: "print the kinds of help and their words as SKOS (Turtle)", run: runThesaurus, offline: true}

func runThesaurus(_ context.Context, e *env) error {
	needs := map[string]string{}
	for _, term := range directory.Taxonomy().Needs {
		needs[term.Code] = term.Label("nl")
	}
	return thesaurus.Standard().WriteSKOS(e.out, needs)
}
