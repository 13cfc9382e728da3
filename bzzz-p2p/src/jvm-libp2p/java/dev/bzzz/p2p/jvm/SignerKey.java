package dev.bzzz.p2p.jvm;

import crypto.pb.Crypto;
import dev.bzzz.core.Signer;
import io.libp2p.core.crypto.PrivKey;
import io.libp2p.core.crypto.PubKey;
import io.libp2p.crypto.keys.Ed25519Kt;

/** A private key that stays with its signer. Safe for use by many threads. */
final class SignerKey extends PrivKey {
  private final Signer signer;
  private final PubKey publicKey;

  SignerKey(Signer signer) {
    super(Crypto.KeyType.Ed25519);
    this.signer = signer;
    this.publicKey = Ed25519Kt.unmarshalEd25519PublicKey(signer.id().publicKey());
  }

  @Override
  public byte[] sign(byte[] data) {
    return signer.sign(data);
  }

  @Override
  public PubKey publicKey() {
    return publicKey;
  }

  /** Fails: TLS and QUIC would need it, and neither is spoken here. */
  @Override
  public byte[] raw() {
    throw new UnsupportedOperationException(
        "cannot hand out the key of agent " + signer.id() + ": it stays with its signer");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignerKey key && key.signer.id().equals(signer.id());
  }

  @Override
  public int hashCode() {
    return signer.id().hashCode();
  }
}
