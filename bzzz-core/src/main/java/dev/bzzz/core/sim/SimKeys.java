package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signature scheme of one simulation: a keyed hash, about a thousand times as fast as Ed25519.
 * The key of an agent never leaves its {@link Signer}, so nobody else can sign for it; the verifier
 * knows all keys, as it would know all public keys. It resists what scenarios do, not
 * cryptanalysis.
 */
final class SimKeys implements Verifier {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BYTES = 16;

  /** Agents are called the same in every simulation: making a peer id takes a while. */
  private static final Map<Integer, AgentId> IDS = new ConcurrentHashMap<>();

  private final long seed;
  private final Coverage coverage;
  private final Map<AgentId, Long> keys = new TreeMap<>();

  /** What each agent really signed; kept only where a signature does not say it. */
  private final Set<Written> written = new HashSet<>();

  private record Written(AgentId signer, ByteBuffer message) {}

  SimKeys(long seed, Coverage coverage) {
    this.seed = seed;
    this.coverage = coverage;
  }

  /** The id of agent number {@code index} in any simulation. */
  static AgentId id(int index) {
    return IDS.computeIfAbsent(
        index,
        i -> {
          SimRandom random = SimRandom.of(0xb2222L, i);
          ByteBuffer key = ByteBuffer.allocate(32);
          while (key.hasRemaining()) {
            key.putLong(random.nextLong());
          }
          return AgentId.ofPublicKey(key.array());
        });
  }

  /** The signer of agent number {@code index}. */
  Signer signer(int index) {
    AgentId id = id(index);
    long key = SimRandom.mix(seed ^ SimRandom.mix(index + 1L));
    keys.put(id, key);
    return new Signer() {
      @Override
      public AgentId id() {
        return id;
      }

      @Override
      public byte[] sign(byte[] message) {
        if (coverage != Coverage.ALL) {
          written.add(new Written(id, ByteBuffer.wrap(message.clone())));
        }
        return hash(key, coverage.of(message));
      }
    };
  }

  /** Whether the signer signed this very message, whatever signatures are worth here. */
  boolean signed(AgentId signer, byte[] message, byte[] signature) {
    return coverage == Coverage.ALL
        ? verify(signer, message, signature)
        : written.contains(new Written(signer, ByteBuffer.wrap(message)));
  }

  @Override
  public boolean verify(AgentId signer, byte[] message, byte[] signature) {
    Long key = keys.get(signer);
    return key != null && Arrays.equals(hash(key, coverage.of(message)), signature);
  }

  private static byte[] hash(long key, byte[] message) {
    long a = key ^ message.length;
    long b = SimRandom.mix(~key);
    int whole = message.length & ~7;
    for (int i = 0; i < whole; i += 8) {
      long word = (long) LONGS.get(message, i);
      a = Long.rotateLeft((a ^ word) * 0x9fb21c651e98df25L, 29);
      b = Long.rotateLeft(b + word, 23) * 0xa0761d6478bd642fL;
    }
    for (int i = whole; i < message.length; i++) {
      a = (a ^ message[i]) * 0x9fb21c651e98df25L;
      b = (b + message[i]) * 0xa0761d6478bd642fL;
    }
    byte[] signature = new byte[BYTES];
    LONGS.set(signature, 0, SimRandom.mix(a ^ SimRandom.mix(b)));
    LONGS.set(signature, 8, SimRandom.mix(b + SimRandom.mix(a)));
    return signature;
  }
}
