package dev.bzzz.core.claim;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.testkit.TestAgents;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ed25519 over as many bytes as a record has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
  private final Identity agent = TestAgents.agent(1);
  private final Verifier verifier = Verifier.ed25519();
  private final byte[] message = new byte[800];
  private byte[] signature = {};
  private byte[] forged = {};

  /** Signs once. */
  @Setup
  public void setUp() {
    signature = agent.sign(message);
    forged = signature.clone();
    forged[40] ^= 1;
  }

  /** Making one. */
  @Benchmark
  public byte[] sign() {
    return agent.sign(message);
  }

  /** Checking one that is right. */
  @Benchmark
  public boolean verify() {
    return verifier.verify(agent.id(), message, signature);
  }

  /** Checking one that is wrong. */
  @Benchmark
  public boolean refuse() {
    return verifier.verify(agent.id(), message, forged);
  }
}
