package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who shares a secret with whom. */
class SessionsTest {
  private static final AgentId ALICE = TestAgents.agent(1).id();
  private static final AgentId VOTER = TestAgents.agent(101).id();
  private static final byte[] TEXT = {1, 2, 3};

  private final Sessions alice = new Sessions(ALICE);
  private final Sessions voter = new Sessions(VOTER);

  @Test
  void askerAndVoterComeToTheSameSecret() {
    meet(alice, voter);

    Session asking = alice.toAsk(VOTER).orElseThrow();
    Session answering = voter.ofAsker(ALICE.value(), asking.id()).orElseThrow();

    assertThat(answering.proves(asking.tag(TEXT), TEXT)).isTrue();
    assertThat(answering.proves(asking.tag(TEXT), new byte[] {1, 2, 4})).isFalse();
  }

  @Test
  void eachDirectionHasASecretOfItsOwn() {
    meet(alice, voter);
    alice.metAsker(VOTER, voter.key());
    voter.metVoter(ALICE, alice.key());

    Session asking = alice.toAsk(VOTER).orElseThrow();
    Session back = voter.toAsk(ALICE).orElseThrow();

    assertThat(back.proves(asking.tag(TEXT), TEXT)).isFalse();
    assertThat(back.id()).isNotEqualTo(asking.id());
  }

  @Test
  void aKeyThatSomebodyElseBringsUnderThisNameMakesNoSessionWithIt() {
    Sessions thief = new Sessions(ALICE);
    meet(alice, voter);
    thief.metVoter(VOTER, voter.key());

    Session stolen = thief.toAsk(VOTER).orElseThrow();

    assertThat(voter.ofAsker(ALICE.value(), stolen.id())).isEmpty();
  }

  @Test
  void aVoterThatWasStartedAnewKnowsNobody() {
    meet(alice, voter);
    Session asking = alice.toAsk(VOTER).orElseThrow();

    Sessions again = new Sessions(VOTER);
    alice.forget(VOTER, asking);

    assertThat(again.ofAsker(ALICE.value(), asking.id())).isEmpty();
    assertThat(alice.toAsk(VOTER)).isEmpty();
  }

  @Test
  void whatIsNoKeyMakesNoSession() {
    byte[] everybodys = alice.key(); // the point 0 makes the same secret with every key
    Arrays.fill(everybodys, everybodys.length - 32, everybodys.length, (byte) 0);

    for (byte[] bad : List.of(new byte[0], new byte[44], TEXT, everybodys)) {
      alice.metVoter(VOTER, bad);

      assertThat(alice.toAsk(VOTER)).isEmpty();
    }
  }

  private static void meet(Sessions asker, Sessions asked) {
    asker.metVoter(VOTER, asked.key());
    asked.metAsker(ALICE, asker.key());
  }
}
