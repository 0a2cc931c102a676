package insight

import (
	"testing"

	"samenspel/internal/casework"
)

// TestFewAnswersToAnOwnQuestionAreNotShown holds that both answers are shown or neither: their sum is known to who adds up.
func TestFewAnswersToAnOwnQuestionAreNotShown(t *testing.T) {
	for _, c := range []struct {
		yes, no int
		shown   bool
	}{{0, 0, false}, {4, 4, false}, {4, 40, false}, {40, 0, false}, {5, 5, true}, {12, 7, true}} {
		one := shownOwn([]casework.OwnCount{{Yes: c.yes, No: c.no}})[0]
		if (one.Yes != nil) != c.shown || (one.No != nil) != c.shown || c.shown && (*one.Yes != c.yes || *one.No != c.no) {
			t.Errorf("%d times yes and %d times no: %v, %v", c.yes, c.no, one.Yes, one.No)
		}
	}
}
