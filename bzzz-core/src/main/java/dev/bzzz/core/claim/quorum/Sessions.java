package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * The sessions of one process. A signature costs a hundred times what a {@link Session}'s proof
 * does, so two peers sign the first question and its answer only: each carries an X25519 key (RFC
 * 7748) that lives as long as the process, and from both keys they compute a secret that nobody
 * else can. Whoever has forgotten it, because it was started anew, says so, and is asked with a
 * signature again.
 *
 * <p>Asking and answering have different secrets, and a secret is bound to both peers' ids and
 * keys. A key counts only if its owner has signed it; an old one that is played again makes a
 * session that its player cannot use. Safe for use by many threads.
 */
final class Sessions {
  /** Longest encoding of a key. */
  static final int MAX_KEY_BYTES = 64;

  /** How many voters, and how many askers, are remembered. */
  static final int MAX_PEERS = 1024;

  private static final String ALGORITHM = "X25519";
  private static final byte[] DOMAIN = Wire.domain("bzzz-quorum-session/1");

  private final AgentId self;
  private final KeyPair mine;
  private final byte[] key;
  // By peer ids as text: to check the form of an id is more work than to find its session.
  private final Map<String, Session> voters = Bounded.lru(MAX_PEERS);
  private final Map<String, Session> askers = Bounded.lru(MAX_PEERS);

  /** None yet, with a fresh key. */
  Sessions(AgentId self) {
    this.self = self;
    try {
      this.mine = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
    this.key = mine.getPublic().getEncoded();
  }

  /** This process's key, to be sent along with what is signed. */
  byte[] key() {
    return key.clone();
  }

  /** The session to ask a voter in. */
  Optional<Session> toAsk(AgentId voter) {
    synchronized (voters) {
      return Optional.ofNullable(voters.get(voter.value()));
    }
  }

  /**
   * The session in which somebody asks.
   *
   * @param asker the peer id it claims to have, unchecked
   */
  Optional<Session> ofAsker(String asker, long id) {
    synchronized (askers) {
      return Optional.ofNullable(askers.get(asker)).filter(session -> session.id() == id);
    }
  }

  /** A voter has signed its key; one that is no key is left alone. */
  void metVoter(AgentId voter, byte[] theirs) {
    meet(voters, voter, theirs, true);
  }

  /** Somebody who may ask has signed its key; one that is no key is left alone. */
  void metAsker(AgentId asker, byte[] theirs) {
    meet(askers, asker, theirs, false);
  }

  /** A voter does not know this session any more. */
  void forget(AgentId voter, Session session) {
    synchronized (voters) {
      voters.remove(voter.value(), session);
    }
  }

  private void meet(Map<String, Session> sessions, AgentId peer, byte[] theirs, boolean asks) {
    if (theirs.length == 0) {
      return;
    }
    synchronized (sessions) {
      Session known = sessions.get(peer.value());
      if (known != null && known.isWith(theirs)) {
        return;
      }
    }
    shared(theirs)
        .map(
            secret ->
                asks
                    ? secret(secret, new Side(self, key), new Side(peer, theirs))
                    : secret(secret, new Side(peer, theirs), new Side(self, key)))
        .ifPresent(
            secret -> {
              synchronized (sessions) {
                sessions.put(peer.value(), new Session(peer, theirs, secret));
              }
            });
  }

  /** Empty when it is no key, or one that makes the same secret with every other. */
  private Optional<byte[]> shared(byte[] theirs) {
    try {
      PublicKey other =
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(theirs));
      KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
      agreement.init(mine.getPrivate());
      agreement.doPhase(other, true);
      return Optional.of(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // then every question is signed
    }
  }

  private record Side(AgentId id, byte[] key) {}

  private static byte[] secret(byte[] shared, Side asker, Side voter) {
    byte[] parties =
        Bytes.of(
            out -> {
              for (Side side : new Side[] {asker, voter}) {
                Bytes.write(out, side.id().value().getBytes(StandardCharsets.US_ASCII));
                Bytes.write(out, side.key());
              }
            });
    return Session.derived(shared, DOMAIN, parties);
  }
}
