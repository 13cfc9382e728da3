package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.examples.agent.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCommandTest {
  @TempDir private static Path temp;
  private static Path forge;
  private static AgentId ada;

  @BeforeAll
  static void admitAda() throws Exception {
    forge = temp.resolve("forge");
    Path mine = PlainGit.repository(temp.resolve("mine"));
    Cli.run(
        "init",
        "--dir",
        dir(),
        "--name",
        "ada",
        "--forge-dir",
        forge,
        "--repository",
        "acme/shop",
        "--import",
        mine,
        "--test",
        "true");
    ada = Identity.load(ConfigReader.read(dir().resolve("bzzz.yaml"), Map.of()).key()).id();
  }

  @Test
  void anAgentGetsANewKeyAndItsOldOneEndsInTheSameCommit() throws Exception {
    AgentId old = Identity.generate().id();
    AgentId fresh = Identity.generate().id();
    policy("admit", "--agent", old, "--name", "bea");

    Cli.Ended ended = policy("rotate", "--old", old, "--new", fresh, "--json");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.json().get("policyCommit").asText())
        .isEqualTo(PlainGit.run(bare(), "rev-parse", "main").strip());
    assertThat(policy().agents()).containsEntry(fresh, "bea").doesNotContainKey(old);
    assertThat(policy().revocation(old)).contains("replaced by " + fresh);
  }

  @Test
  void aRevokedKeyIsNotAdmittedAgainByInit() throws Exception {
    Cli.Ended revoked = policy("revoke", "--agent", ada, "--reason", "laptop stolen");

    Cli.Ended again = Cli.run("init", "--dir", dir(), "--repository", "acme/shop");

    assertThat(revoked.exitCode()).isZero();
    assertThat(policy().authorises(ada)).isFalse();
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err())
        .contains("cannot change the claim policy of acme/shop", "was revoked (laptop stolen)");
  }

  @Test
  void aNewKeyThatInitHasMadeAndAdmittedTakesOver() throws Exception {
    Path eve = temp.resolve("eve");
    Cli.run(
        "init", "--name", "eve", "--dir", eve, "--forge-dir", forge, "--repository", "acme/shop");
    Path key = eve.resolve("eve.key");
    AgentId old = Identity.load(key).id();
    Files.move(key, eve.resolve("eve.old-key"));
    Cli.run("init", "--dir", eve, "--repository", "acme/shop");
    AgentId fresh = Identity.load(key).id();

    Cli.Ended ended = policy("rotate", "--old", old, "--new", fresh);

    assertThat(ended.exitCode()).isZero();
    assertThat(policy().agents()).containsEntry(fresh, "eve").doesNotContainKey(old);
    assertThat(policy().revocation(old)).contains("replaced by " + fresh);
  }

  @Test
  void anAgentIsAdmittedOnce() throws Exception {
    AgentId bob = Identity.generate().id();

    policy("admit", "--agent", bob, "--name", "bob");
    Cli.Ended again = policy("admit", "--agent", bob, "--name", "bob");

    assertThat(policy().agents()).containsEntry(bob, "bob");
    assertThat(again.out()).contains("says so already");
  }

  @Test
  void eachNamingOfVotersIsANewEpoch() throws Exception {
    List<AgentId> voters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      voters.add(Identity.generate().id());
    }
    Object[] options = {
      "--voter", voters.get(0), "--voter", voters.get(1), "--voter", voters.get(2)
    };

    policy("vote", options);
    policy("vote", options);

    assertThat(policy().committee()).contains(new Committee(2, voters, voters));
  }

  @Test
  void whatCannotBeIsOneLine() {
    Cli.Ended few = policy("vote", "--voter", ada);
    Cli.Ended nobody = policy("rotate", "--old", Identity.generate().id(), "--new", ada);

    assertThat(few.exitCode()).isEqualTo(1);
    assertThat(few.err())
        .isEqualTo(
            "bzzz: cannot change the claim policy of acme/shop: the committee has 3, 5 or 7 peers,"
                + " not 1\n");
    assertThat(nobody.err()).contains("is no agent's");
    assertThat(Cli.run("policy").exitCode()).isEqualTo(2);
  }

  private static Path dir() {
    return temp.resolve("ada");
  }

  private Cli.Ended policy(String command, Object... options) {
    List<Object> words =
        new ArrayList<>(List.of("policy", command, "acme/shop", "--forge-dir", forge));
    words.addAll(List.of(options));
    return Cli.run(words.toArray());
  }

  private ClaimPolicy policy() throws Exception {
    String text = PlainGit.run(bare(), "show", "main:" + ClaimPolicy.FILE);
    return ClaimPolicy.parse(text.getBytes(StandardCharsets.UTF_8), "test");
  }

  private Path bare() {
    return forge.resolve("acme/shop.git");
  }
}
