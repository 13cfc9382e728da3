package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.RandomSteps;
import dev.bzzz.core.testkit.TestAgents;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.jqwik.api.constraints.IntRange;

/** What holds for every history that agents can write, and for none that they cannot. */
class ClaimPropertyTest {
  private static final int MAX_STEPS = 25;
  private static final List<Identity> AGENTS =
      IntStream.rangeClosed(1, 3).mapToObj(TestAgents::agent).toList();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final LedgerStore.Finished WORK =
      new LedgerStore.Finished(ClaimFixture.HEAD, URI.create("memory:work"));

  @Property(tries = 100)
  void whateverAgentsDoStepByStepIsAllowed(@ForAll("histories") List<SignedRecord> history) {
    Optional<SignedRecord> before = Optional.empty();
    for (SignedRecord next : history) {
      assertThat(Transitions.violation(before, next, ClaimFixture.POLICIES)).isEmpty();
      before = Optional.of(next);
    }
  }

  @Property(tries = 100)
  void termsAndSequenceOnlyGrowAndATermHasOneHolder(
      @ForAll("histories") List<SignedRecord> history) {
    Map<Long, Object> holders = new HashMap<>();
    Map<Long, FencingToken> tokens = new HashMap<>();
    long term = 0;
    long seq = 0;
    long hlc = -1;
    int attemptsForOneCause = 0;
    for (SignedRecord signed : history) {
      ClaimRecord record = signed.record();
      assertThat(record.seq()).isEqualTo(++seq);
      assertThat(record.term()).isBetween(term, term + 1);
      assertThat(record.hlc()).isGreaterThan(hlc);
      assertThat(holders.merge(record.term(), record.holder(), (old, now) -> old))
          .isEqualTo(record.holder());
      assertThat(tokens.merge(record.term(), signed.token(), (old, now) -> old))
          .isEqualTo(signed.token());
      if (record.term() > term) {
        attemptsForOneCause = record.attempt() == 1 ? 1 : attemptsForOneCause + 1;
      }
      assertThat(attemptsForOneCause).isBetween(1, ClaimRecord.MAX_ATTEMPTS);
      term = record.term();
      hlc = record.hlc();
    }
  }

  @Property(tries = 300)
  void aRecordThatWasTamperedWithDoesNotFollow(
      @ForAll("histories") List<SignedRecord> history,
      @ForAll @IntRange(max = MAX_STEPS) int place,
      @ForAll Tampering change) {
    int index = place % history.size();
    Optional<SignedRecord> prev =
        index == 0 ? Optional.empty() : Optional.of(history.get(index - 1));

    SignedRecord changed;
    try {
      changed = Edited.of(history.get(index), change);
    } catch (IllegalArgumentException e) {
      return; // not even a record
    }

    assertThat(changed.id()).isNotEqualTo(history.get(index).id());
    assertThat(Transitions.violation(prev, changed, ClaimFixture.POLICIES)).isPresent();
  }

  @Property(tries = 60)
  void recordsAndTheirMessagesSurviveARoundTrip(
      @ForAll("histories") List<SignedRecord> history, @ForAll("evidence") ObjectNode evidence) {
    SignedRecord last = history.get(history.size() - 1);
    SignedRecord signed = Edited.of(last, json -> json.set("evidence", evidence));

    SignedRecord again = RecordCodec.fromMessage(RecordCodec.toMessage(signed), Edited.NODDING);

    assertThat(again).isEqualTo(signed);
    assertThat(again.record()).isEqualTo(signed.record()).hasSameHashCodeAs(signed.record());
    assertThat(again.json()).isEqualTo(signed.json());
    assertThat(again.record().evidence()).contains(signed.record().evidence().orElseThrow());
  }

  @Property(tries = 150)
  void aChangedByteIsRefusedOrIsTheOneSpellingOfAnotherRecord(
      @ForAll("histories") List<SignedRecord> history, @ForAll int place, @ForAll byte value) {
    ClaimRecord record = history.get(history.size() - 1).record();
    SignedRecord genuine = RecordCodec.sign(record, agent(record.actor()));
    byte[] json = genuine.json();
    int index = Math.floorMod(place, json.length);
    Assume.that(json[index] != value);
    json[index] = value;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.verify(json, genuine.signature(), Verifier.ed25519()));
    try {
      ClaimRecord other = RecordCodec.verify(json, new byte[64], Edited.NODDING).record();
      assertThat(RecordCodec.sign(other, Edited.signer(other.actor())).json()).isEqualTo(json);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Property(tries = 60)
  void aMessageWithAChangedCharacterIsRefused(
      @ForAll("histories") List<SignedRecord> history, @ForAll int place, @ForAll char value) {
    ClaimRecord record = history.get(history.size() - 1).record();
    String message = RecordCodec.toMessage(RecordCodec.sign(record, agent(record.actor())));
    int index = Math.floorMod(place, message.length());
    Assume.that(message.charAt(index) != value);
    String changed = message.substring(0, index) + value + message.substring(index + 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.fromMessage(changed, Verifier.ed25519()));
  }

  @Property(tries = 300)
  void noBytesWhateverBreakTheReader(@ForAll byte[] bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.verify(bytes, bytes, Edited.NODDING));
  }

  @Property(tries = 300)
  void noTextWhateverBreaksTheReader(@ForAll String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.fromMessage("bzzz-claim/1 " + text, Edited.NODDING));
  }

  @Provide
  Arbitrary<List<SignedRecord>> histories() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(1, MAX_STEPS))
        .as(ClaimPropertyTest::history);
  }

  @Provide
  Arbitrary<ObjectNode> evidence() {
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            text().map(NODES::textNode),
            Arbitraries.longs()
                .between(-ClaimRecord.MAX_NUMBER, ClaimRecord.MAX_NUMBER)
                .map(NODES::numberNode),
            Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.arrayNode().add(1)));
    return Arbitraries.maps(text().ofMaxLength(8), leaves)
        .ofMaxSize(6)
        .map(fields -> NODES.objectNode().setAll(fields));
  }

  private static StringArbitrary text() {
    return Arbitraries.strings().withCharRange('\0', '\ud7ff').withCharRange('\ue000', '\uffff');
  }

  private static List<SignedRecord> history(long seed, int steps) {
    Random random = new Random(seed);
    RandomSteps next = new RandomSteps(ClaimFixture.POLICY, WORK, random);
    List<SignedRecord> history = new ArrayList<>();
    Tip tip = Tip.none(ClaimFixture.TASK);
    while (history.size() < steps) {
      AgentId actor = AGENTS.get(random.nextInt(AGENTS.size())).id();
      Optional<SignedRecord> drawn =
          next.draw(tip, Edited.signer(actor)).map(request -> request.next());
      if (drawn.isPresent()) {
        history.add(drawn.get());
        tip = new Tip(tip.task(), "", List.of(drawn.get()), Optional.empty());
      }
    }
    return history;
  }

  private static Identity agent(AgentId id) {
    return AGENTS.stream().filter(agent -> agent.id().equals(id)).findFirst().orElseThrow();
  }
}
