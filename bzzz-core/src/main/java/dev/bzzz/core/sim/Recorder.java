package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.LocalValues;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.Machine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A claim protocol that writes down all that its machine takes in and orders, so that {@link
 * Recording#replay} can make the same decisions again on any machine:
 *
 * <pre>{@code
 * try (Recorder recorder = Recorder.open(file, identity.id(), new RendezvousProtocol());
 *     Agent agent = builder.protocol(recorder).build()) {
 *   agent.start();
 * }
 * }</pre>
 *
 * <p>A step is in the file before what it orders is carried out, so that the recording of a killed
 * agent can be replayed, too. The file holds no keys, but the signatures made with them; texts of
 * failures are told, to the machine as well, without local paths and secrets. A line that says so
 * closes the recording of an agent that stops in order. It ends, with a warning, at {@value
 * #MAX_BYTES} bytes, and when the disk fails; the agent goes on.
 *
 * <p>One recorder is one agent's; its machines may be made one after the other.
 */
public final class Recorder implements ClaimProtocol, AutoCloseable {
  /** The longest file. */
  public static final int MAX_BYTES = 256 << 20;

  private final ClaimProtocol protocol;
  private final AgentId agent;
  private final RecordingFile file;

  private Recorder(ClaimProtocol protocol, AgentId agent, RecordingFile file) {
    this.protocol = protocol;
    this.agent = agent;
    this.file = file;
  }

  /**
   * Creates a recording, or continues one of the same agent.
   *
   * @param protocol what it records; it has to be deterministic, as machines are
   * @throws dev.bzzz.core.PermanentException if the file holds anything else, or cannot be written
   */
  public static Recorder open(Path file, AgentId agent, ClaimProtocol protocol) {
    return open(file, agent, protocol, MAX_BYTES);
  }

  static Recorder open(Path file, AgentId agent, ClaimProtocol protocol, int maxBytes) {
    return new Recorder(protocol, agent, RecordingFile.open(file, agent, maxBytes));
  }

  @Override
  public String name() {
    return protocol.name();
  }

  /**
   * A machine that is recorded.
   *
   * @throws IllegalArgumentException if the context is another agent's, or its messages are not
   *     signed JSON: those could not be read again
   */
  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    if (!context.signer().id().equals(agent)) {
      throw new IllegalArgumentException("a recorder of " + agent + " records no other agent");
    }
    if (context.post().isPresent()) {
      throw new IllegalArgumentException("a recorder records messages of signed JSON only");
    }
    return new Recorded(context);
  }

  @Override
  public void close() {
    file.close();
  }

  private RecordingLine.Start start(ClaimContext context, RecordingLine.Taken taken) {
    return new RecordingLine.Start(
        Optional.ofNullable(Recorder.class.getPackage().getImplementationVersion()),
        protocol.name(),
        context.profile().name(),
        context.profile().capabilities(),
        context.slots(),
        context.mesh().map(link -> new RecordingLine.Start.Link(link.network(), link.boot())),
        taken);
  }

  private final class Recorded implements Machine<ClaimInput, ClaimEffect> {
    private final Notes notes = new Notes();
    private final RecordingJson json = new RecordingJson();
    private final LocalValues local;
    private final Machine<ClaimInput, ClaimEffect> machine;

    Recorded(ClaimContext context) {
      this.local = context.local();
      this.machine =
          protocol.machine(
              new ClaimContext(
                  notes.noted(context.signer()),
                  context.profile(),
                  context.slots(),
                  notes.noted(context.random()),
                  context.mesh(),
                  context.post(),
                  LocalValues.NONE)); // what it is told is without them
      file.append(json.write(start(context, notes.take())));
    }

    @Override
    public List<ClaimEffect> on(ClaimInput input, Instant now) {
      ClaimInput told = Scrubbed.of(input, local); // also when nothing is written any more
      if (!file.open()) {
        notes.take(); // it must not grow
        return machine.on(told, now);
      }
      List<ClaimEffect> effects;
      try {
        effects = machine.on(told, now);
      } catch (RuntimeException | AssertionError e) {
        write(told, now, List.of(), Optional.of(e.toString()));
        throw e;
      }
      write(told, now, effects, Optional.empty());
      return effects;
    }

    @Override
    public Optional<Instant> deadline() {
      return machine.deadline();
    }

    private void write(
        ClaimInput input, Instant now, List<ClaimEffect> effects, Optional<String> thrown) {
      Optional<Instant> deadline = machine.deadline();
      try {
        List<String> words = effects.stream().map(EffectText::of).toList();
        file.append(
            json.write(new RecordingLine.Step(now, input, notes.take(), words, deadline, thrown)));
      } catch (RuntimeException e) {
        file.end("a step cannot be written: " + e, e); // the agent's work is worth more
      }
    }
  }
}
