package dev.bzzz.examples.deploy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What every stack file for Docker Swarm under docs/deploy keeps to. */
final class StackRules {
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(PASSW|TOKEN|SECRET|_KEY|CREDENTIAL).*");
  private static final Pattern MOUNTED = Pattern.compile("/run/secrets/([A-Za-z0-9_]+)");
  private static final Pattern WRITTEN_OUT =
      Pattern.compile(
          "(?i)(password|token|secret)[\"']?\\s*[:=]\\s*[\"']?(?!env:|file:|/run/)\\w{6,}");
  private static final String HOST = "Host(`${BZZZ_DOMAIN:?set it in stack.env}`)";

  /** Compose knows them, and Swarm ignores them with a warning that nobody reads. */
  private static final List<String> IGNORED =
      List.of(
          "build",
          "container_name",
          "depends_on",
          "privileged",
          "restart",
          "security_opt",
          "shm_size",
          "env_file");

  private final Map<String, Object> stack;
  private final List<String> problems = new ArrayList<>();

  private StackRules(Map<String, Object> stack) {
    this.stack = stack;
  }

  /** What is wrong with a stack file; empty when nothing is. */
  static List<String> problems(String text) {
    Object root;
    try {
      LoaderOptions strict = new LoaderOptions();
      strict.setAllowDuplicateKeys(false);
      root = new Yaml(new SafeConstructor(strict)).load(text);
    } catch (YAMLException e) {
      return List.of("no YAML: " + e.getMessage());
    }
    StackRules rules = new StackRules(map(root));
    Matcher written = WRITTEN_OUT.matcher(text.replaceAll("(?m)^\\s*#.*$", ""));
    while (written.find()) {
      rules.problems.add("secret written out: " + written.group(1));
    }
    rules.check();
    return rules.problems;
  }

  private void check() {
    Map<String, Object> services = map(stack.get("services"));
    if (services.isEmpty()) {
      problems.add("no services");
    }
    services.forEach((name, service) -> service(name, map(service)));
    declaredAndUsed("networks", used("networks"));
    declaredAndUsed("volumes", used("volumes"));
    declaredAndUsed("secrets", used("secrets"));
    declaredAndUsed("configs", used("configs"));
    map(stack.get("secrets")).forEach((name, secret) -> secret(name, map(secret)));
  }

  private void service(String name, Map<String, Object> service) {
    image(name, text(service.get("image")));
    IGNORED.stream()
        .filter(service::containsKey)
        .forEach(key -> problems.add(name + ": Swarm ignores " + key));
    Map<String, Object> health = map(service.get("healthcheck"));
    require(name, "healthcheck", health, "test", "interval", "timeout", "retries", "start_period");
    if (text(health.get("test")).contains("NONE")) {
      problems.add(name + ": healthcheck is off");
    }
    Map<String, Object> deploy = map(service.get("deploy"));
    require(name, "restart_policy", map(deploy.get("restart_policy")), "condition", "delay");
    require(name, "update_config", map(deploy.get("update_config")), "order", "failure_action");
    Map<String, Object> limits = map(map(deploy.get("resources")).get("limits"));
    require(name, "limits", limits, "cpus", "memory");
    environment(name, service);
    ports(name, list(service.get("ports")));
    socket(name, service);
    router(name, service, map(deploy.get("labels")));
  }

  private void image(String name, String image) {
    String resolved = image.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    String last = resolved.substring(resolved.lastIndexOf('/') + 1);
    if (!last.matches("[a-z0-9-]+:v?[0-9]+\\.[0-9]+[A-Za-z0-9_.-]*")) {
      problems.add(name + ": image '" + image + "' has no exact tag");
    }
  }

  private void require(String name, String part, Map<String, Object> found, String... keys) {
    for (String key : keys) {
      if (text(found.get(key)).isBlank()) {
        problems.add(name + ": " + part + " without " + key);
      }
    }
  }

  /** Secrets are files, and the files are those that are mounted. */
  private void environment(String name, Map<String, Object> service) {
    if (!(service.getOrDefault("environment", Map.of()) instanceof Map)) {
      problems.add(name + ": environment is a list; write a map");
    }
    map(service.get("environment"))
        .forEach(
            (key, value) -> {
              if (SECRET_NAME.matcher(key).matches() && !text(value).contains("/run/secrets/")) {
                problems.add(name + ": " + key + " is no file of a secret");
              }
            });
    Set<String> mounted = sources(service, "secrets");
    Matcher read = MOUNTED.matcher(service.toString());
    while (read.find()) {
      if (!mounted.contains(read.group(1))) {
        problems.add(name + ": reads the secret " + read.group(1) + ", which it has not");
      }
    }
  }

  private void ports(String name, List<Object> ports) {
    for (Object port : ports) {
      if (!text(map(port).get("published")).equals("443")
          || !text(map(port).get("mode")).equals("host")) {
        problems.add(name + ": opens the port " + port);
      }
    }
  }

  /** Whoever reaches Docker's socket is root; the one that does talks to nobody outside. */
  private void socket(String name, Map<String, Object> service) {
    if (text(service.get("volumes")).contains("docker.sock")) {
      for (String network : sources(service, "networks")) {
        if (!text(map(map(stack.get("networks")).get(network)).get("internal")).equals("true")) {
          problems.add(name + ": has Docker's socket and the open network " + network);
        }
      }
    }
  }

  private void router(String name, Map<String, Object> service, Map<String, Object> labels) {
    if (labels.isEmpty()) {
      return;
    }
    String router = "traefik.http.routers." + name;
    String port = "traefik.http.services." + name + ".loadbalancer.server.port";
    require(name, "labels", labels, "traefik.enable", port, router + ".tls.certresolver");
    if (!text(labels.get(router + ".rule")).equals(HOST)) {
      problems.add(name + ": the rule of its router is not " + HOST);
    }
    if (!text(labels.get(router + ".entrypoints")).equals("websecure")) {
      problems.add(name + ": its router is not at websecure");
    }
    if (!sources(service, "networks").contains("edge")) {
      problems.add(name + ": Traefik does not reach it, it is not in the network edge");
    }
  }

  private void secret(String name, Map<String, Object> secret) {
    if (!text(secret.get("file")).equals("../secrets/" + name)) {
      problems.add("secret " + name + ": its file is not ../secrets/" + name);
    }
    if (!text(secret.get("name")).endsWith("_${BZZZ_SECRETS_VERSION:-1}")) {
      problems.add("secret " + name + ": cannot be exchanged, its name has no number");
    }
  }

  private Set<String> used(String kind) {
    Set<String> used = new TreeSet<>();
    map(stack.get("services")).values().forEach(each -> used.addAll(sources(map(each), kind)));
    return used;
  }

  private void declaredAndUsed(String kind, Set<String> used) {
    Set<String> declared = map(stack.get(kind)).keySet();
    used.stream()
        .filter(name -> !declared.contains(name))
        .forEach(name -> problems.add(kind + ": " + name + " is used and not declared"));
    declared.stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> problems.add(kind + ": " + name + " is declared and not used"));
  }

  /** The names in a list of short and long forms, without paths of the machine and tmpfs. */
  private static Set<String> sources(Map<String, Object> service, String kind) {
    Set<String> names = new LinkedHashSet<>();
    for (Object each : list(service.get(kind))) {
      String source = each instanceof Map ? text(map(each).get("source")) : text(each);
      String name = source.replaceFirst(":.*", "");
      if (!name.isEmpty() && !name.startsWith("/")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static List<Object> list(Object value) {
    return value instanceof List<?> found ? List.copyOf(found) : List.of();
  }

  @SuppressWarnings("unchecked") // YAML's keys here are texts
  private static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }
}
