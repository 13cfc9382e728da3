package dev.bzzz.examples.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the unit of systemd and the container file under docs/deploy keep to. */
final class ServiceRules {
  private static final List<String> WANTED =
      List.of(
          "Unit.Description",
          "Service.ExecStart",
          "Service.ExecStartPre",
          "Service.User",
          "Service.Restart",
          "Service.TasksMax",
          "Service.MemoryMax",
          "Service.ReadWritePaths",
          "Service.SystemCallFilter",
          "Install.WantedBy");

  private static final Map<String, String> FIXED =
      Map.of(
          "Service.NoNewPrivileges", "yes",
          "Service.ProtectSystem", "strict",
          "Service.ProtectHome", "yes",
          "Service.PrivateTmp", "yes",
          "Service.CapabilityBoundingSet", "",
          "Service.UMask", "0077",
          "Service.KillMode", "mixed");

  /** With any of these bubblewrap, or java, does not work. */
  private static final List<String> HARMFUL =
      List.of(
          "RestrictNamespaces",
          "PrivateUsers",
          "ProtectProc",
          "ProcSubset",
          "ProtectKernelTunables",
          "ProtectKernelLogs",
          "ProtectHostname",
          "MemoryDenyWriteExecute");

  private ServiceRules() {}

  /** What is wrong with a unit; empty when nothing is. */
  static List<String> problemsOfUnit(String text) {
    List<String> problems = new ArrayList<>();
    Map<String, String> settings = new TreeMap<>();
    Set<String> sections = new TreeSet<>();
    String section = "";
    for (String line : text.lines().toList()) {
      if (line.matches("\\[\\w+]")) {
        section = line.substring(1, line.length() - 1);
        sections.add(section);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        if (section.isEmpty() || parts.length < 2 || !parts[0].matches("[A-Z]\\w+")) {
          problems.add("no setting: " + line);
        } else if (settings.put(section + "." + parts[0], parts[1]) != null) {
          problems.add("twice: " + parts[0]);
        }
      }
    }
    if (!sections.equals(Set.of("Unit", "Service", "Install"))) {
      problems.add("sections: " + sections);
    }
    WANTED.stream()
        .filter(key -> settings.getOrDefault(key, "").isBlank())
        .forEach(key -> problems.add("missing: " + key));
    FIXED.forEach(
        (key, value) -> {
          if (!value.equals(settings.get(key))) {
            problems.add(key + " is not '" + value + "'");
          }
        });
    HARMFUL.stream()
        .filter(key -> settings.containsKey("Service." + key))
        .forEach(key -> problems.add(key + " breaks the sandbox"));
    sandbox(settings, problems);
    return problems;
  }

  private static void sandbox(Map<String, String> settings, List<String> problems) {
    if (settings.getOrDefault("Service.User", "").equals("root")) {
      problems.add("runs as root");
    }
    if (!settings.getOrDefault("Service.ExecStartPre", "").startsWith("/usr/bin/bwrap ")) {
      problems.add("does not try bubblewrap first");
    }
    if (!settings.getOrDefault("Service.RestrictAddressFamilies", "").contains("AF_NETLINK")) {
      problems.add("bubblewrap needs AF_NETLINK");
    }
    if (!settings
        .getOrDefault("Service.SystemCallFilter", "")
        .equals("@system-service @mount sethostname")) {
      problems.add("bubblewrap needs @mount and sethostname");
    }
  }

  /** What is wrong with a container file; empty when nothing is. */
  static List<String> problemsOfContainer(String text) {
    List<String> problems = new ArrayList<>();
    List<String> lines =
        text.replace("\\\n", " ")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    List<String> stages = lines.stream().filter(line -> line.startsWith("FROM ")).toList();
    if (stages.size() < 2) {
      problems.add("one stage: the build would be in the image");
    }
    for (String stage : stages) {
      if (!stage.split(" ")[1].matches("[a-z0-9./-]+:[0-9]+\\.[0-9]+\\.[0-9]+[A-Za-z0-9_.-]*")) {
        problems.add("no exact tag: " + stage);
      }
    }
    int last = stages.isEmpty() ? 0 : lines.lastIndexOf(stages.get(stages.size() - 1));
    List<String> image = lines.subList(last, lines.size());
    String user =
        image.stream().filter(line -> line.startsWith("USER ")).reduce("", (a, b) -> b).strip();
    if (!user.matches("USER [1-9][0-9]*(:[1-9][0-9]*)?")) {
      problems.add("runs as root, or as a name that Swarm cannot check");
    }
    if (!image.get(0).matches("FROM [^ ]*:17[^ ]*-jre-[^ ]*")) {
      problems.add("the image is not on a JRE 17");
    }
    for (String needed : List.of(" git ", " bubblewrap ", "COPY --from=build ", "ENTRYPOINT [")) {
      if (image.stream().noneMatch(line -> (line + " ").contains(needed))) {
        problems.add("the image lacks" + needed);
      }
    }
    lines.stream()
        .filter(line -> line.matches("(?i)(ADD .*|(ENV|ARG) .*(PASSW|TOKEN|SECRET).*)"))
        .forEach(line -> problems.add("fetches or holds what it must not: " + line));
    return problems;
  }
}
