package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.machine.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An agent that is recorded to a file, and what tests do with that file. */
final class RecordedRun {
  private final LoneAgent agent = new LoneAgent();
  private final Path file;

  RecordedRun(Path file) {
    this.file = file;
  }

  LoneAgent agent() {
    return agent;
  }

  void record(ClaimInput... first) {
    record(Recorder.MAX_BYTES, first);
  }

  void record(int maxBytes, ClaimInput... first) {
    try (Recorder recorder =
        Recorder.open(file, LoneAgent.IDENTITY.id(), new OptimisticProtocol(), maxBytes)) {
      agent.run(recorder, first);
    }
  }

  Replay replay() {
    return Recording.replay(file, name -> new OptimisticProtocol());
  }

  /** Takes the last lines away. */
  void cut(int count) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - count));
  }

  /** Has the same answer to everything. */
  static ClaimProtocol answering(
      Function<ClaimInput, List<ClaimEffect>> answer, List<Instant> steps) {
    return new ClaimProtocol() {
      @Override
      public String name() {
        return "optimistic";
      }

      @Override
      public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
        return new Machine<>() {
          @Override
          public List<ClaimEffect> on(ClaimInput input, Instant now) {
            steps.add(now);
            return answer.apply(input);
          }

          @Override
          public Optional<Instant> deadline() {
            return Optional.empty();
          }
        };
      }
    };
  }

  /** Changes lines, and makes their sums fit. */
  void edit(UnaryOperator<String> change) throws IOException {
    LineSum before = new LineSum();
    LineSum after = new LineSum();
    List<String> lines = Files.readAllLines(file);
    Files.delete(file);
    for (String line : lines) {
      String json =
          new String(before.open(line.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
      byte[] sealed = after.seal(change.apply(json).getBytes(StandardCharsets.UTF_8));
      Files.write(file, sealed, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
