package access_test

import (
	"errors"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

func TestCan(t *testing.T) {
	visitor, operator := access.As(access.Visitor, "n1"), access.As(access.Operator, "n1")
	cases := []struct {
		name   string
		actor  access.Actor
		action access.Action
		object access.Object
		want   bool
	}{
		{"a visitor reads the directory", visitor, access.Read, access.Directory, true},
		{"a visitor sees who is who", visitor, access.Read, access.People, true},
		{"a visitor changes nothing", visitor, access.Edit, access.Directory, false},
		{"a visitor never reads a confidential address", visitor, access.Read, access.Secrets, false},
		{"the operator imports", operator, access.Edit, access.Directory, true},
		{"an actor without a network is nobody", access.As(access.Operator, ""), access.Read, access.Directory, false},
		{"an unknown role is nobody", access.As("chief", "n1"), access.Read, access.Directory, false},
		{"an unknown object belongs to nobody", operator, access.Read, "cases", false},
	}
	for _, c := range cases {
		err := access.Can(c.actor, c.action, c.object)
		if (err == nil) != c.want {
			t.Errorf("%s: got %v, want allowed = %v", c.name, err, c.want)
		}
		if err != nil && !errors.Is(err, errs.Forbidden) {
			t.Errorf("%s: %v is not of kind Forbidden", c.name, err)
		}
	}
}
