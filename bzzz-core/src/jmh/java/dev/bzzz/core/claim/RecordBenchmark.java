package dev.bzzz.core.claim;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A claim record: spelled, signed, read, checked, and judged as the step after another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RecordBenchmark {
  private final Identity agent = ClaimFixture.ALICE;
  private final SignedRecord held = ClaimFixture.granted(agent);
  private final SignedRecord published =
      RecordCodec.sign(
          NextRecord.after(held, ClaimFixture.stamp(agent)).publish(ClaimFixture.HEAD), agent);
  private final byte[] json = published.json();
  private final byte[] signature = published.signature();
  private final String message = RecordCodec.toMessage(published);
  private final Verifier ed25519 = Verifier.ed25519();
  private final Verifier everybody = (signer, signed, by) -> true;

  /** To canonical JSON. */
  @Benchmark
  public byte[] write() {
    return RecordJson.write(published.record());
  }

  /** To canonical JSON and its signature. */
  @Benchmark
  public SignedRecord sign() {
    return RecordCodec.sign(published.record(), agent);
  }

  /** From JSON, without the signature. */
  @Benchmark
  public SignedRecord read() {
    return RecordCodec.verify(json, signature, everybody);
  }

  /** From JSON, with the signature. */
  @Benchmark
  public SignedRecord readAndVerify() {
    return RecordCodec.verify(json, signature, ed25519);
  }

  /** To the message of a commit. */
  @Benchmark
  public String toMessage() {
    return RecordCodec.toMessage(published);
  }

  /** From the message of a commit, without the signature. */
  @Benchmark
  public SignedRecord fromMessage() {
    return RecordCodec.fromMessage(message, everybody);
  }

  /** Whether a record may follow another: {@code valid(prev, next)}. */
  @Benchmark
  public Optional<String> valid() {
    return Transitions.violation(Optional.of(held), published, ClaimFixture.POLICIES);
  }

  /** Whether a whole chain is valid, without its signatures. */
  @Benchmark
  public List<Optional<String>> validChain() {
    return List.of(
        Transitions.violation(Optional.empty(), held, ClaimFixture.POLICIES),
        Transitions.violation(Optional.of(held), published, ClaimFixture.POLICIES));
  }
}
