package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimPolicyTest {
  private static final String ALICE = TestAgents.agent(1).id().value();

  @Test
  void whatIsWrittenIsReadAgain() {
    ClaimPolicy policy = TestAgents.policyOf(3);

    assertThat(ClaimPolicy.parse(policy.toJson(), "here")).isEqualTo(policy);
  }

  @Test
  void onlyNamedAgentsAreAuthorised() {
    ClaimPolicy policy = TestAgents.policyOf(2);

    assertThat(policy.authorises(TestAgents.agent(2).id())).isTrue();
    assertThat(policy.authorises(TestAgents.agent(3).id())).isFalse();
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    ClaimPolicy policy = parse("{\"v\":1,\"agents\":{\"" + ALICE + "\":\"Alice\"}}");

    assertThat(policy.ledger()).isEqualTo(ClaimPolicy.GIT_LEDGER);
    assertThat(policy.timing()).isEqualTo(ClaimTiming.DEFAULT);
    assertThat(policy.agents()).containsEntry(TestAgents.agent(1).id(), "Alice");
  }

  @Test
  void theNamespaceOfTheClaimsIsReadAgainAndStaysWhateverElseChanges() {
    ClaimPolicy policy = parse("{\"v\":1,\"agents\":{},\"namespace\":\"heads\"}");

    ClaimPolicy changed =
        policy
            .admit(Map.of(TestAgents.agent(1).id(), "Alice"))
            .rotate(TestAgents.agent(1).id(), TestAgents.agent(2).id())
            .vote(ids(2, 3, 4))
            .revoke(TestAgents.agent(5).id(), "lost");

    assertThat(ClaimPolicy.parse(changed.toJson(), "here")).isEqualTo(changed);
    assertThat(changed.namespace()).isEqualTo(ClaimPolicy.HEADS_NAMESPACE);
    assertThat(parse("{\"v\":1,\"agents\":{}}").namespace()).isEqualTo(ClaimPolicy.REFS_NAMESPACE);
    assertThatThrownBy(
            () ->
                new ClaimPolicy(
                    changed.agents(),
                    changed.revoked(),
                    ClaimPolicy.QUORUM_LEDGER,
                    ClaimPolicy.HEADS_NAMESPACE,
                    changed.committee(),
                    changed.timing()))
        .hasMessageContaining("a \"namespace\" goes with the ledger \"git\"");
  }

  @Test
  void durationsAreSeconds() {
    ClaimPolicy policy = parse("{\"v\":1,\"agents\":{},\"graceSeconds\":7}");

    assertThat(policy.timing().grace()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"v":1,"agents":{},"grace":7}               | unknown field "grace"; known: [agents, committee, committeeEpoch, graceSeconds, ledger, maxHoldSeconds, maxWorkSeconds, namespace, previousCommittee, revoked, suspectAfterSeconds, v] (line 1)
          {"agents":{}}                               | "v" is not 1
          {"v":2,"agents":{}}                         | "v" is not 1
          {"v":"1","agents":{}}                       | "v" is not 1
          {"v":1.5,"agents":{}}                       | "v" is not 1
          {"v":1}                                     | "agents" is not an object
          {"v":1,"agents":["x"]}                      | "agents" is not an object
          {"v":1,"agents":{"x":"Alice"}}              | not the peer id of an Ed25519 key: 'x'
          {"v":1,"agents":{"ALICE":5}}                | the name of agent ALICE
          {"v":1,"agents":{"ALICE":""}}               | the name of agent ALICE
          {"v":1,"agents":{"ALICE":"a\\u001bb"}}      | the name of agent ALICE
          {"v":1,"agents":{},"ledger":"paper"}        | "ledger" is "paper", not "git" or "quorum" (line 1)
          {"v":1,"agents":{},"ledger":null}           | "ledger" is null, not "git" or "quorum" (line 1)
          {"v":1,"agents":{},"ledger":"quorum"}       | "ledger" is "quorum" but there is no "committee": name 3, 5 or 7 voters in it (line 1)
          {"v":1,"agents":{},"namespace":"tags"}      | "namespace" is "tags", not "heads" or "refs" (line 1)
          {"v":1,"agents":{},"namespace":7}           | "namespace" is 7, not "heads" or "refs" (line 1)
          {"v":1,"agents":{},"committee":["ALICE"]}   | has 3, 5 or 7 peers, not 1 (line 1)
          {"v":1,"agents":{},"committee":["ALICE","ALICE"]} | names ALICE twice (line 1)
          {"v":1,"agents":{},"committee":"ALICE"}     | "committee" is not a list of peer ids (line 1)
          {"v":1,"agents":{},"committee":[["ALICE"]]} | "committee" is not a list of peer ids (line 1)
          {"v":1,"agents":{},"committeeEpoch":2}      | "committeeEpoch" goes with a "committee": name one, or take it out (line 1)
          {"v":1,"agents":{},"committeeEpoch":99999999999999999999} | "committeeEpoch" is 99999999999999999999, not a whole number from 1 to 2^53-1 (line 1)
          {"v":1,"agents":{},"revoked":["ALICE"]}     | "revoked" is not an object of peer ids
          {"v":1,"agents":{},"revoked":{"ALICE":" "}} | the reason for revoking ALICE
          {"v":1,"agents":{"ALICE":"a"},"revoked":{"ALICE":"lost"}} | the key ALICE is in "agents" (line 1) and in "revoked" (line 1): a revoked key counts nowhere, so take it out of "agents"
          {"v":1,"agents":{}} {}                      | something follows the policy
          {"v":1,"agents":{},"graceSeconds":"7"}      | "graceSeconds" is "7", not a whole number of seconds from 1 to 2592000 (30 days) (line 1)
          {"v":1,"agents":{},"graceSeconds":7.5}      | "graceSeconds" is 7.5, not a whole number
          {"v":1,"agents":{},"graceSeconds":null}     | "graceSeconds" is null, not a whole number
          {"v":1,"agents":{},"graceSeconds":[7]}      | "graceSeconds" is a list, not a whole number
          {"v":1,"agents":{},"graceSeconds":0}        | "graceSeconds" is 0, not a whole number of seconds from 1 to 2592000 (30 days) (line 1)
          {"v":1,"agents":{},"maxWorkSeconds":-5}     | "maxWorkSeconds" is -5, not a whole number of seconds from 1 to
          {"v":1,"agents":{},"maxHoldSeconds":99999999999999999999} | "maxHoldSeconds" is 99999999999999999999, not
          {"v":1,"agents":{},"suspectAfterSeconds":99999} | "suspectAfterSeconds" of 99999 (line 1), which is more than "maxHoldSeconds" of 10800 (the default): lower the first
          {"v":1,"agents":{},"maxHoldSeconds":5}      | "suspectAfterSeconds" of 600 (the default), which is more than "maxHoldSeconds" of 5 (line 1): give both, or raise the second
          {"v":1,"v":1,"agents":{}}                   | not JSON
          []                                          | not a JSON object
          {                                           | not JSON
          """)
  void whatIsWrongIsNamedWithFilePlaceAndRemedy(String json, String why) {
    String text = json.replace("ALICE", ALICE);

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(why.replace("ALICE", ALICE))
        .hasMessageContaining(".bzzz/policy.json")
        .hasMessageContaining("team/repo at 1234")
        .hasMessageContaining("bzzz init");
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    String text =
        """
        {
          "v": 1,
          "agents": {
            "ALICE": "Alice",
            "ALICE": "Alice again"
          },
          "grace": 7
        }
        """
            .replace("ALICE", ALICE);

    assertThatThrownBy(() -> parse(text))
        .hasMessageContaining("Duplicate field")
        .hasMessageContaining("(line 5)");
    assertThatThrownBy(() -> parse(text.replace("    \"" + ALICE + "\": \"Alice\",\n", "")))
        .hasMessageContaining("unknown field \"grace\"; known: [agents")
        .hasMessageContaining("(line 6)");
  }

  @Test
  void fieldsThatDoNotGoTogetherAreNamedWithTheirLines() {
    assertThatThrownBy(
            () ->
                parseLines("'agents': {'A1': 'a',", "'A2': 'b'},", "'revoked': {", "'A2': 'lost'}"))
        .hasMessageContaining("the key " + ids(2).get(0) + " is in \"agents\" (line 3)")
        .hasMessageContaining("and in \"revoked\" (line 5): ");
    assertThatThrownBy(
            () ->
                parseLines(
                    "'agents': {},",
                    "'revoked': {'A3': 'lost'},",
                    "'committee': ['A1', 'A2',",
                    "'A3']"))
        .hasMessageContaining("is in \"committee\" (line 5) and in \"revoked\" (line 3): ");
    assertThatThrownBy(
            () ->
                parseLines(
                    "'agents': {},",
                    "'committee': ['A1', 'A2', 'A3'],",
                    "'namespace': 'heads',",
                    "'ledger': 'quorum'"))
        .hasMessageContaining("\"namespace\" is \"heads\", which goes with the ledger \"git\"")
        .hasMessageContaining("take it out (line 4)");
    assertThatThrownBy(
            () -> parseLines("'agents': {},", "'suspectAfterSeconds': 50,", "'maxHoldSeconds': 49"))
        .hasMessageContaining("\"suspectAfterSeconds\" of 50 (line 3), which is more than")
        .hasMessageContaining("\"maxHoldSeconds\" of 49 (line 4): lower the first or raise");
    assertThatThrownBy(
            () ->
                parseLines(
                    "'agents': {},", "'committee': ['A1', 'A2', 'A3'],", "'committeeEpoch': 4"))
        .hasMessageContaining(
            "\"committeeEpoch\" is 4 but there is no \"previousCommittee\": name the voters of"
                + " epoch 3 (line 4)");
    assertThatThrownBy(
            () ->
                parseLines(
                    "'agents': {},",
                    "'previousCommittee': ['A1', 'A2', 'A3'],",
                    "'committee': ['A1', 'A2', 'A3']"))
        .hasMessageContaining("goes with a \"committeeEpoch\" from 2 on, which is 1 unless given")
        .hasMessageContaining("(line 3)");
  }

  @Test
  void committeesRevokedKeysAndTheLedgerAreReadAgain() {
    ClaimPolicy policy =
        TestAgents.policyOf(5)
            .vote(ids(1, 2, 3))
            .vote(ids(3, 4, 5))
            .revoke(TestAgents.agent(1).id(), "laptop stolen");
    ClaimPolicy quorum =
        new ClaimPolicy(
            policy.agents(),
            policy.revoked(),
            ClaimPolicy.QUORUM_LEDGER,
            policy.committee(),
            policy.timing());

    assertThat(ClaimPolicy.parse(quorum.toJson(), "here")).isEqualTo(quorum);
    assertThat(quorum.committee()).contains(new Committee(2, ids(3, 4, 5), ids(1, 2, 3)));
  }

  @Test
  void aRevokedKeyClaimsNoMoreAndIsNotAdmittedAgain() {
    AgentId alice = TestAgents.agent(1).id();

    ClaimPolicy policy = TestAgents.policyOf(2).revoke(alice, "laptop stolen");

    assertThat(policy.authorises(alice)).isFalse();
    assertThat(policy.revocation(alice)).contains("laptop stolen");
    assertThatThrownBy(() -> policy.admit(Map.of(alice, "Alice")))
        .hasMessageContaining("was revoked (laptop stolen)");
  }

  @Test
  void aRotatedKeyPassesNameAndVoteOn() {
    AgentId old = TestAgents.agent(1).id();
    AgentId fresh = TestAgents.agent(9).id();
    ClaimPolicy policy = TestAgents.policyOf(3).vote(ids(1, 2, 3));

    ClaimPolicy rotated = policy.rotate(old, fresh);

    assertThat(rotated.authorises(old)).isFalse();
    assertThat(rotated.agents()).containsEntry(fresh, "agent 1");
    assertThat(rotated.revocation(old)).contains("replaced by " + fresh);
    assertThat(rotated.committee()).contains(new Committee(2, ids(9, 2, 3), ids(1, 2, 3)));
    assertThatThrownBy(() -> rotated.rotate(old, fresh)).hasMessageContaining("is no agent's");
    assertThat(policy.admit(Map.of(fresh, "agent 1")).rotate(old, fresh))
        .as("init has admitted the new key")
        .isEqualTo(rotated);
    assertThatThrownBy(() -> policy.rotate(old, TestAgents.agent(2).id()))
        .hasMessageContaining("is agent agent 2's already; make a new one for agent 1");
    assertThatThrownBy(() -> policy.rotate(old, old)).hasMessageContaining("make a new one");
  }

  @Test
  void aVoterIsReplacedBeforeItsKeyIsRevoked() {
    ClaimPolicy policy = TestAgents.policyOf(4).vote(ids(1, 2, 3));
    AgentId voter = TestAgents.agent(1).id();

    assertThatThrownBy(() -> policy.revoke(voter, "gone"))
        .hasMessageContaining("is revoked and a voter's");
    assertThat(policy.vote(ids(2, 3, 4)).revoke(voter, "gone").authorises(voter)).isFalse();
  }

  private static List<AgentId> ids(int... numbers) {
    return Arrays.stream(numbers).mapToObj(number -> TestAgents.agent(number).id()).toList();
  }

  @Test
  void aFileWithoutEndIsNotRead() {
    assertThatThrownBy(() -> ClaimPolicy.parse(new byte[ClaimPolicy.MAX_BYTES + 1], "here"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("longer than 1048576 bytes");
  }

  private static ClaimPolicy parse(String json) {
    return ClaimPolicy.parse(json.getBytes(StandardCharsets.UTF_8), "team/repo at 1234");
  }

  /** In single quotes for double ones, with A1 and so on for peer ids; the first is line 2. */
  private static ClaimPolicy parseLines(String... fields) {
    String json = "{'v': 1,\n" + String.join("\n", fields) + "}";
    for (int i = 1; i <= 3; i++) {
      json = json.replace("A" + i, TestAgents.agent(i).id().value());
    }
    return parse(json.replace('\'', '"'));
  }
}
