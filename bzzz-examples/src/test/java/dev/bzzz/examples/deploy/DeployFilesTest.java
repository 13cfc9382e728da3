package dev.bzzz.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.examples.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files under docs/deploy are whole and safe, and the rules would notice if they were not. */
final class DeployFilesTest {
  private static final Path DEPLOY = MarkdownPage.ROOT.resolve("docs/deploy");
  private static final String UNIT = "systemd/bzzz-agent@.service";
  private static final String CONTAINER = "bzzz/Containerfile";

  /** File, what stands there, what to put instead, and a part of what is said then. */
  private static final String BROKEN_STACKS =
      """
      gitea/stack.yml | :17.11-alpine | :latest | no exact tag
      gitea/stack.yml | image: postgres:17.11-alpine | image: postgres | no exact tag
      gitea/stack.yml | restart_policy: {condition: any, delay: 10s} | {}: {} | restart_policy without condition
      gitea/stack.yml | order: stop-first, failure_action: pause, monitor: 3m | parallelism: 1 | update_config without order
      gitea/stack.yml | limits: {cpus: "2", memory: 1G} | limits: {cpus: "2"} | limits without memory
      gitea/stack.yml | start_period: 2m | disable: true | healthcheck without start_period
      gitea/stack.yml | [CMD, pg_isready, -q, -U, gitea, -d, gitea] | [NONE] | healthcheck is off
      gitea/stack.yml | POSTGRES_PASSWORD_FILE: /run/secrets/gitea_db_password | POSTGRES_PASSWORD: hunter2 | POSTGRES_PASSWORD is no file
      gitea/stack.yml | GITEA__log__MODE: console | GITEA__mailer__PASSWD: hunter22 | GITEA__mailer__PASSWD is no file
      gitea/stack.yml | secrets: [gitea_db_password] | secrets: [] | reads the secret gitea_db_password, which it has not
      gitea/stack.yml | secrets: [gitea_db_password] | secrets: [gitea_db_pass] | gitea_db_pass is used and not declared
      gitea/stack.yml | - config:/etc/gitea | - other:/etc/gitea | config is declared and not used
      gitea/stack.yml | - config:/etc/gitea | - other:/etc/gitea | other is used and not declared
      gitea/stack.yml | networks: [database] | networks: [data] | data is used and not declared
      gitea/stack.yml | networks: [edge, database] | networks: [database] | not in the network edge
      gitea/stack.yml | Host(`${BZZZ_DOMAIN:?set it in stack.env}`) | Host(`git.example.org`) | the rule of its router is not
      gitea/stack.yml | traefik.http.services.gitea.loadbalancer.server.port: "3000" | a: b | labels without traefik.http.services
      gitea/stack.yml | routers.gitea.entrypoints: websecure | routers.gitea.entrypoints: web | not at websecure
      gitea/stack.yml | cap_drop: [ALL] | privileged: true | Swarm ignores privileged
      gitea/stack.yml | cap_drop: [ALL] | ports: ["3000:3000"] | opens the port
      gitea/stack.yml | ../secrets/gitea_secret_key | ./key | its file is not
      gitea/stack.yml | gitea_secret_key_${BZZZ_SECRETS_VERSION:-1} | gitea_secret_key | its name has no number
      gitea/stack.yml | volumes:\\n  data: | volumes: [ | no YAML
      gitlab/stack.yml | - source: gitlab_rb | - source: gitlab | gitlab_rb is declared and not used
      bzzz/forge.yml | --token=file:/run/secrets/forge_token | --token=abcdef0123456789 | secret written out
      traefik.yml | networks: [socket] | networks: [edge] | has Docker's socket and the open network edge
      traefik.yml | published: 443 | published: 8080 | opens the port
      traefik.yml | mode: host | mode: ingress | opens the port
      """;

  private static final String BROKEN_UNITS =
      """
      [Install] | [Instal] | sections
      User=bzzz | User=root | runs as root
      UMask=0077 | UMask=0022 | UMask is not
      UMask=0077 | MemoryMax=8G | twice: MemoryMax
      UMask=0077 | hello | no setting: hello
      UMask=0077 | RestrictNamespaces=yes | RestrictNamespaces breaks
      UMask=0077 | ProtectKernelTunables=yes | ProtectKernelTunables breaks
      ExecStartPre=/usr/bin/bwrap | ExecStartPre=/usr/bin/true | does not try bubblewrap
       AF_NETLINK |  | needs AF_NETLINK
       sethostname |  | needs @mount and sethostname
      NoNewPrivileges=yes | NoNewPrivileges=no | NoNewPrivileges is not
      TasksMax=512 | TasksAccounting=yes | missing: Service.TasksMax
      """;

  private static final String BROKEN_CONTAINERS =
      """
      USER 10001:10001 | USER root | runs as root
      USER 10001:10001 | WORKDIR / | runs as root
      USER 10001:10001 | ENV FORGE_TOKEN=abc | holds what it must not
      -jre-noble | -jdk-noble | not on a JRE 17
       AS build | :latest AS build | no exact tag
       git  |   | lacks git
       bubblewrap  |   | lacks bubblewrap
      FROM eclipse- | LABEL a=eclipse- | one stage
      """;

  @Test
  void everyStackKeepsToTheRules() throws IOException {
    List<Path> stacks = files(".yml");

    assertThat(stacks).hasSizeGreaterThanOrEqualTo(5);
    for (Path stack : stacks) {
      assertThat(StackRules.problems(Files.readString(stack))).as("%s", stack).isEmpty();
    }
  }

  @Test
  void theUnitAndTheContainerKeepToTheRules() throws IOException {
    assertThat(ServiceRules.problemsOfUnit(read(UNIT))).isEmpty();
    assertThat(ServiceRules.problemsOfContainer(read(CONTAINER))).isEmpty();
  }

  /** So that a file of a kind that nobody checks is noticed. */
  @Test
  void thereIsNoFileThatNoRuleKnows() throws IOException {
    try (Stream<Path> all = Files.walk(DEPLOY)) {
      assertThat(all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .allMatch(
              name ->
                  name.matches(
                      ".*\\.(yml|md|service)|stack\\.env|gitlab\\.rb|Containerfile|Containerfile.dockerignore"));
    }
  }

  @Test
  void aBrokenStackIsNoticed() throws IOException {
    for (String[] row : rows(BROKEN_STACKS)) {
      assertThat(StackRules.problems(broken(row[0], row[1], row[2])))
          .as("%s with %s", row[0], row[2])
          .anyMatch(each -> each.contains(row[3]));
    }
  }

  @Test
  void aBrokenUnitIsNoticed() throws IOException {
    for (String[] row : rows(BROKEN_UNITS)) {
      assertThat(ServiceRules.problemsOfUnit(broken(UNIT, row[0], row[1])))
          .as("with %s", row[1])
          .anyMatch(each -> each.contains(row[2]));
    }
  }

  @Test
  void aBrokenContainerFileIsNoticed() throws IOException {
    for (String[] row : rows(BROKEN_CONTAINERS)) {
      assertThat(ServiceRules.problemsOfContainer(broken(CONTAINER, row[0], row[1])))
          .as("with %s", row[1])
          .anyMatch(each -> each.contains(row[2]));
    }
  }

  /** Cells are parted by bars with a blank on either side; further blanks belong to them. */
  private static List<String[]> rows(String table) {
    return table.lines().map(line -> line.split(" \\| ", -1)).toList();
  }

  private static String broken(String file, String good, String bad) throws IOException {
    String whole = read(file);
    String part = good.replace("\\n", "\n");
    assertThat(whole).contains(part);
    return whole.replace(part, bad);
  }

  private static String read(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(DEPLOY)) {
      return all.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
