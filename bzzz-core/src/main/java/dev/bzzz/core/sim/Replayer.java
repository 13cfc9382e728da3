package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.sim.Replay.Difference;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives machines the inputs of a recording again. Confined to one thread, used once. */
final class Replayer {
  private static final String WAITS = "waits ";

  private final RecordingLines lines;
  private final Function<String, ClaimProtocol> protocols;
  private final Verifier verifier;
  private final Pulse pulse;
  private final RecordingJson json;
  private final List<Trace.Line> story = new ArrayList<>();
  private @Nullable AgentId agent;
  private @Nullable Giving giving;
  private @Nullable Machine<ClaimInput, ClaimEffect> machine;
  private @Nullable Instant first;
  private Instant last = Instant.EPOCH;
  private String name = "";
  private int starts;
  private long inputs;
  private long effects;
  private boolean full;
  private boolean ended;
  private @Nullable Difference difference;

  Replayer(
      RecordingLines lines,
      Function<String, ClaimProtocol> protocols,
      Verifier verifier,
      Pulse pulse) {
    this.lines = lines;
    this.pulse = pulse;
    this.protocols = protocols;
    this.verifier = verifier;
    this.json = new RecordingJson(verifier);
  }

  Replay run() throws IOException {
    Optional<JsonNode> line = lines.next();
    while (line.isPresent() && difference == null) {
      try {
        take(line.get());
      } catch (IllegalArgumentException e) {
        throw lines.at(e);
      }
      line = lines.next();
    }
    if (agent == null) {
      throw new IllegalArgumentException(
          (lines.torn() == 0 ? "it is empty" : "its first line is incomplete")
              + ": the agent was killed before it began, or the file was cut; record again");
    }
    return new Replay(
        agent,
        starts,
        inputs,
        effects,
        Optional.ofNullable(difference),
        difference == null ? ending() : Optional.empty(),
        new Trace(story));
  }

  private Optional<String> ending() {
    if (full) {
      return Optional.of("ends where it was as long as it may be; the agent went on");
    } else if (lines.torn() > 0) {
      return Optional.of(
          "ends in an incomplete line ("
              + lines.torn()
              + " bytes), which is left out: the agent was killed, or the file was cut");
    } else if (!ended) {
      return Optional.of(
          "ends without its closing line: the agent was killed, or could not write it, or the file"
              + " was cut after line "
              + lines.number());
    }
    return Optional.empty();
  }

  private void take(JsonNode line) {
    if (agent == null) {
      agent = json.begin(line);
      return;
    }
    RecordingLine read = json.read(line);
    ended = read instanceof RecordingLine.End;
    if (read instanceof RecordingLine.Start start) {
      start(start, agent);
    } else if (read instanceof RecordingLine.Step step) {
      step(step);
    } else if (read instanceof RecordingLine.Full) {
      full = true;
    } else if (ended) {
      machine = null;
    } else if (read instanceof RecordingLine.Recording) {
      throw new IllegalArgumentException("type: a file has one first line");
    }
  }

  private void start(RecordingLine.Start start, AgentId who) {
    starts++;
    full = false;
    name = start.name();
    tell("starts with the protocol " + start.protocol());
    Giving taken = new Giving(who, verifier);
    ClaimContext context =
        new ClaimContext(
            taken.signer(),
            new AgentProfile(who, start.name(), start.capabilities()),
            start.slots(),
            taken.random(),
            start.mesh().map(link -> new MeshLink(link.network(), link.boot(), verifier)));
    taken.begin(start.taken());
    giving = taken;
    List<String> did = List.of();
    ClaimProtocol protocol = protocols.apply(start.protocol());
    pulse.enter(this, "machine(context)");
    try {
      machine = protocol.machine(context);
      did = taken.left().map(List::of).orElse(List.of());
    } catch (Giving.Exhausted e) {
      did = List.of(String.valueOf(e.getMessage()));
    } finally {
      pulse.leave();
    }
    compare("the start", List.of(), did);
  }

  private void step(RecordingLine.Step step) {
    if (machine == null || giving == null) {
      throw new IllegalArgumentException("a step before a start");
    }
    inputs++;
    last = step.at();
    first = first == null ? last : first;
    String input = EffectText.brief(EffectText.of(step.input()));
    tell(input);
    giving.begin(step.taken());
    pulse.enter(this, step.input());
    List<String> did = did(machine, giving, step);
    pulse.leave();
    effects += step.effects().size();
    did.stream()
        .filter(each -> !each.startsWith(WAITS))
        .forEach(each -> tell("  " + EffectText.brief(each)));
    compare(input, outcome(step.effects(), step.deadline(), step.thrown()), did);
  }

  private static List<String> did(
      Machine<ClaimInput, ClaimEffect> machine, Giving giving, RecordingLine.Step step) {
    try {
      List<String> orders =
          machine.on(step.input(), step.at()).stream().map(EffectText::of).toList();
      List<String> did = outcome(orders, machine.deadline(), Optional.empty());
      giving.left().ifPresent(did::add);
      return did;
    } catch (Giving.Exhausted e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException | AssertionError e) {
      return outcome(List.of(), Optional.empty(), Optional.of(e.toString()));
    }
  }

  private static List<String> outcome(
      List<String> effects, Optional<Instant> deadline, Optional<String> thrown) {
    List<String> outcome = new ArrayList<>(effects);
    outcome.add(
        thrown
            .map(error -> "ends with " + error)
            .orElseGet(
                () -> deadline.map(at -> WAITS + "until " + at).orElse(WAITS + "for others only")));
    return outcome;
  }

  private void compare(String input, List<String> expected, List<String> got) {
    for (int i = 0; i < Math.max(expected.size(), got.size()); i++) {
      String wanted = i < expected.size() ? expected.get(i) : "nothing more";
      String now = i < got.size() ? got.get(i) : "nothing more";
      if (!wanted.equals(now)) {
        difference = new Difference(lines.number(), input, wanted, now);
        return;
      }
    }
  }

  /** Where it is, for those who watch it; they may be told of the last line but one. */
  @Override
  public String toString() {
    return "the replay of line " + lines.number() + ": the machine of " + name;
  }

  private void tell(String what) {
    if (story.size() < Story.MAX_LINES) {
      Duration since = first == null ? Duration.ZERO : Duration.between(first, last);
      story.add(new Trace.Line(Micros.of(since), name, what));
    }
  }
}
