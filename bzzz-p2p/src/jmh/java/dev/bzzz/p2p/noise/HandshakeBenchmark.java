package dev.bzzz.p2p.noise;

import dev.bzzz.core.testkit.TestAgents;
import dev.bzzz.p2p.noise.NoiseEffect.Established;
import dev.bzzz.p2p.noise.NoiseEffect.Send;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Handshakes without a network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandshakeBenchmark {
  private static final Instant NOW = Instant.EPOCH;
  private static final List<String> MUXERS = List.of("/yamux/1.0.0");

  private final SecureRandom random = new SecureRandom();
  private final NoiseIdentity one =
      NoiseIdentity.of(TestAgents.agent(1), X25519Key.generate(random), MUXERS);
  private final NoiseIdentity two =
      NoiseIdentity.of(TestAgents.agent(2), X25519Key.generate(random), MUXERS);
  private final byte[] theirs = X25519Key.generate(random).publicKey();
  private final X25519Key ours = X25519Key.generate(random);

  /** Both sides together, with the ephemeral key of each. */
  @Benchmark
  public NoiseChannel bothSides() {
    NoiseMachine dials =
        NoiseMachine.initiator(one, X25519Key.generate(random), Optional.of(two.id()));
    NoiseMachine answers = NoiseMachine.responder(two, X25519Key.generate(random));
    List<NoiseEffect> effects = dials.on(new NoiseInput.Start(), NOW);
    NoiseMachine[] turns = {answers, dials, answers};
    for (NoiseMachine each : turns) {
      effects = each.on(new NoiseInput.Received(((Send) effects.get(0)).bytes()), NOW);
    }
    return ((Established) effects.get(0)).channel();
  }

  /** Making an ephemeral key. */
  @Benchmark
  public X25519Key key() {
    return X25519Key.generate(random);
  }

  /** One of the three shared secrets of each side. */
  @Benchmark
  public Optional<byte[]> secret() {
    return ours.agree(theirs);
  }
}
