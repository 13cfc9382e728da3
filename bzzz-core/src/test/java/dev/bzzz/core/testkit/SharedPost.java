package dev.bzzz.core.testkit;

import dev.bzzz.core.Signer;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Post;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The post of agents that live in one fleet: what all of them hear is read only once. Arrays are
 * compared by identity, so whoever changes what was said hands out another one.
 */
final class SharedPost implements Post {
  private final Post real;
  private final Map<byte[], Read> read = new WeakHashMap<>();

  SharedPost(Post real) {
    this.real = real;
  }

  @Override
  public byte[] write(Signer signer, String network, String id, Letter letter) {
    return real.write(signer, network, id, letter);
  }

  @Override
  public Read read(byte[] wire) {
    return read.computeIfAbsent(wire, real::read);
  }
}
