package directory

import "samenspel/internal/places"

// Coverage is what there is for one need, area by area: the matrix that shows gaps and overlap (inventory D05).
type Coverage struct {
	Need  Term
	Areas []Supply
}

// Supply is what someone in an area finds for a need.
type Supply struct {
	Area          places.Area
	Services      int
	Organizations []string // their names, each once, in the order of the entries
}

// Gap tells whether there is nothing.
func (s Supply) Gap() bool { return s.Services == 0 }

// Overlap tells whether there are so many that someone should ask why: from services on.
func (s Supply) Overlap(from int) bool { return s.Services >= from }

// Cover counts for every need what people in each area can use. A service that serves more than one area counts in each.
func Cover(tree places.Tree, areas []places.Area, entries []Entry) []Coverage {
	needs := Taxonomy().Needs
	all := make([]Coverage, len(needs))
	row := map[string]int{}
	for i, need := range needs {
		all[i] = Coverage{need, make([]Supply, len(areas))}
		row[need.Code] = i
		for j, area := range areas {
			all[i].Areas[j].Area = area
		}
	}
	for j, area := range areas {
		for _, e := range entries {
			if !ServesArea(e.Service, tree, area.ID) {
				continue
			}
			for _, code := range e.Service.Needs {
				if i, known := row[code]; known {
					all[i].Areas[j].add(e)
				}
			}
		}
	}
	return all
}

func (s *Supply) add(e Entry) {
	s.Services++
	s.Organizations = union(s.Organizations, e.Organization.Name)
}
