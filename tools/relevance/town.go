package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// large scores the program on the town of 3,000 services, which is no part of
// the project: it is in the folder that SAMENSPEL_SHARED names. There, queries
// grade kinds of services: a service in another wijk than the one named loses two.
func large(program, demo string) error {
	folder := filepath.Join(os.Getenv("SAMENSPEL_SHARED"), "data", "search")
	text, err := os.ReadFile(filepath.Join(folder, "judge.json"))
	if os.Getenv("SAMENSPEL_SHARED") == "" || os.IsNotExist(err) {
		fmt.Println("no large town: SAMENSPEL_SHARED names none")
		return nil
	}
	if err != nil {
		return err
	}
	judged := map[string][2]string{}
	if err := json.Unmarshal(text, &judged); err != nil {
		return err
	}
	for _, file := range []string{"town.txt", "fresh.txt"} {
		queries, err := readTown(file, judged)
		if err != nil {
			return err
		}
		found, err := ours(program, filepath.Join(demo, "areas.geojson"), filepath.Join(folder, "services.csv"))("", queries)
		if err != nil {
			return err
		}
		s := measure(queries, found)
		fmt.Printf("\n%s\n%s\n", heading(s), s.row(file))
	}
	return nil
}

// readTown reads the lines "category | query | kind:grade … @wijk".
func readTown(file string, judged map[string][2]string) ([]query, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []query
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 3 {
			return nil, fmt.Errorf("%s line %d: not three parts", file, n+1)
		}
		kinds, wijk, _ := strings.Cut(parts[2], "@")
		q := query{id: fmt.Sprintf("t%03d", len(out)+1), category: parts[0], text: parts[1], frozen: len(out)%2 == 1}
		if q.grades, err = gradesOf(kinds, wijk, judged); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", file, n+1, err)
		}
		out = append(out, q)
	}
	return out, nil
}

// gradesOf gives the grade of each service of the kinds named.
func gradesOf(kinds, wijk string, judged map[string][2]string) (map[string]int, error) {
	grades := map[string]int{}
	for _, item := range strings.Fields(kinds) {
		kind, grade, _ := strings.Cut(item, ":")
		g, err := strconv.Atoi(grade)
		if err != nil {
			return nil, err
		}
		for service, j := range judged {
			at := g
			if wijk != "" && j[1] != wijk {
				at = max(g-2, 0)
			}
			if j[0] == kind && at > 0 {
				grades[service] = at
			}
		}
	}
	return grades, nil
}
