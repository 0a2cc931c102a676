package backup

import (
	"testing"

	"samenspel/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
