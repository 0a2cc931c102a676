// Package testkit holds what tests of several packages share: where large input files are, checks on HTML, and small
// builders.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Shared gives the path of a file or folder with large input that is not part of the project. It is looked for under
// SAMENSPEL_SHARED, or in a folder "shared" beside the project. Where there is none the test is skipped.
func Shared(t testing.TB, path string) string {
	t.Helper()
	root := SharedRoot()
	full := filepath.Join(root, path)
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no shared input at %s", root)
	}
	if _, err := os.Stat(full); err != nil {
		t.Fatalf("shared input is incomplete: %v", err)
	}
	return full
}

// SharedRoot gives the folder in which Shared looks, whether it is there or not.
func SharedRoot() string {
	if root := os.Getenv("SAMENSPEL_SHARED"); root != "" {
		return root
	}
	return filepath.Join(Root(), "..", "shared")
}

// Root gives the top folder of the project.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
