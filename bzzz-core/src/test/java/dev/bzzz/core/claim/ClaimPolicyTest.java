package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
          {"v":1,"agents":{},"grace":7}               | unknown field [grace]
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
          {"v":1,"agents":{},"ledger":"quorum"}       | "ledger" is not "git"
          {"v":1,"agents":{},"ledger":null}           | "ledger" is not "git"
          {"v":1,"agents":{},"graceSeconds":"7"}      | "graceSeconds" is not a whole number
          {"v":1,"agents":{},"graceSeconds":7.5}      | "graceSeconds" is not a whole number
          {"v":1,"agents":{},"graceSeconds":null}     | "graceSeconds" is not a whole number
          {"v":1,"agents":{},"graceSeconds":0}        | above 0
          {"v":1,"agents":{},"suspectAfterSeconds":99999} | longer than maxHold
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
  void aFileWithoutEndIsNotRead() {
    assertThatThrownBy(() -> ClaimPolicy.parse(new byte[ClaimPolicy.MAX_BYTES + 1], "here"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("longer than 1048576 bytes");
  }

  private static ClaimPolicy parse(String json) {
    return ClaimPolicy.parse(json.getBytes(StandardCharsets.UTF_8), "team/repo at 1234");
  }
}
