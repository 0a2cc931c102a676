package jobs

import (
	"os"
	"testing"

	"samenspel/internal/db/dbtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDatabase) != "" {
		child()
		return
	}
	dbtest.Main(m)
}
