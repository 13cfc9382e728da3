package dev.bzzz.core.testkit;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Signatures for simulated agents, a hundred times quicker than Ed25519. Anybody could forge them,
 * so they are for tests in which nobody does.
 */
record QuickSignature(AgentId id) implements Signer {
  @Override
  public byte[] sign(byte[] message) {
    return signature(id, message);
  }

  static boolean verify(AgentId signer, byte[] message, byte[] signature) {
    return Arrays.equals(signature, signature(signer, message));
  }

  private static byte[] signature(AgentId signer, byte[] message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(signer.value().getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(sha.digest(message), 64);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
