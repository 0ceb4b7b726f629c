package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unit reads a systemd unit's settings by name; a name may stand several
// times.
func unit(t *testing.T, name string) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../.dist/systemd", name))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, line := range strings.Split(string(b), "\n") {
		if key, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			all[key] = append(all[key], value)
		}
	}
	return all
}

// TestUnits: what the services may not do, whatever breaks into them.
// .dist/try-units.sh runs the office and the agent under it.
func TestUnits(t *testing.T) {
	all := map[string]string{
		"NoNewPrivileges": "yes", "ProtectSystem": "strict", "PrivateTmp": "yes", "CapabilityBoundingSet": "", "RestrictNamespaces": "yes",
		"RestrictSUIDSGID": "yes", "LockPersonality": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes", "ProtectKernelLogs": "yes",
		"ProtectControlGroups": "yes", "ProtectHostname": "yes", "SystemCallArchitectures": "native", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
	}
	service := map[string]string{
		"DynamicUser": "yes", "StateDirectoryMode": "0700", "UMask": "0077", "ProtectHome": "yes", "ProtectProc": "invisible", "RestrictRealtime": "yes",
		"MemoryDenyWriteExecute": "yes", "SystemCallErrorNumber": "EPERM",
	}
	for name, more := range map[string]map[string]string{
		"giliran.service":       {"StateDirectory": "giliran", "PrivateDevices": "yes", "ProtectClock": "yes", "ProcSubset": "pid"},
		"giliran-agent.service": {"StateDirectory": "giliran-agent", "SupplementaryGroups": "gpio spi lp dialout"},
		"giliran-wall.service":  {"User": "giliran-wall", "PAMName": "login", "InaccessiblePaths": "-/home -/root"},
	} {
		u := unit(t, name)
		want := []map[string]string{all, more}
		if u["PAMName"] == nil {
			want = append(want, service)
			if f := u["SystemCallFilter"]; !slices.Equal(f, []string{"@system-service", "~@privileged @resources"}) {
				t.Errorf("%s filters system calls by %q", name, f)
			}
		} else if u["ProtectHome"] != nil {
			t.Errorf("%s: ProtectHome makes the session's XDG_RUNTIME_DIR unwritable", name)
		}
		for _, settings := range want {
			for key, value := range settings {
				if !slices.Equal(u[key], []string{value}) {
					t.Errorf("%s has %s=%q, want %q", name, key, u[key], value)
				}
			}
		}
	}
}

// TestUnitsExposure asks systemd itself how exposed the services are, from 0
// for nothing to 100 for everything.
func TestUnitsExposure(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	for name, most := range map[string]string{"giliran.service": "18", "giliran-agent.service": "22", "giliran-wall.service": "45"} {
		out, err := exec.Command(analyze, "security", "--offline=yes", "--no-pager", "--threshold="+most, filepath.Join("../../.dist/systemd", name)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
