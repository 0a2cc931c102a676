package errs_test

import (
	"errors"
	"testing"

	"samenspel/internal/errs"
)

func TestWrapKeepsTheKindAndSaysWhatWasTried(t *testing.T) {
	open := func() (err error) {
		defer errs.Wrap(&err, "directory.Service(%q)", "maatje")
		return errs.NotFound
	}
	err := open()
	if !errors.Is(err, errs.NotFound) {
		t.Errorf("the kind is lost: %v", err)
	}
	if got, want := err.Error(), `directory.Service("maatje"): not found`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrapLeavesSuccessAlone(t *testing.T) {
	var err error
	errs.Wrap(&err, "anything")
	if err != nil {
		t.Errorf("an error appeared from nothing: %v", err)
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	problems := errs.Problems{
		{Row: 3, Column: "ages", Text: "write ages as 4-12 or 65+"},
		{Text: "the file is empty"},
	}
	want := "row 3, column \"ages\": write ages as 4-12 or 65+\nthe file is empty"
	if got := problems.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(problems, errs.Invalid) {
		t.Error("problems must count as invalid input")
	}
}
