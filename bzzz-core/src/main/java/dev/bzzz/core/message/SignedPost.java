package dev.bzzz.core.message;

import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope;

/** Letters as signed envelopes. */
final class SignedPost implements Post {
  private final Verifier verifier;

  SignedPost(Verifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public byte[] write(Signer signer, String network, String id, Letter letter) {
    return new Envelope(
            letter.message().type(),
            letter.from(),
            letter.sentAt(),
            MessageWriter.write(letter.message(), network, letter.from()),
            0,
            new Envelope.Stamp(id, letter.seq(), letter.boot()))
        .encode(signer);
  }

  @Override
  public Read read(byte[] wire) {
    Envelope.Decoded decoded = Envelope.decode(wire, verifier);
    if (decoded instanceof Envelope.Decoded.Refused refused) {
      return new Read.Refused(refused.forged() ? DropReason.FORGED : DropReason.MALFORMED);
    }
    Envelope envelope = ((Envelope.Decoded.Accepted) decoded).envelope();
    try {
      MessageReader.Body body = MessageReader.read(envelope);
      Envelope.Stamp stamp = envelope.stamp();
      return new Read.Signed(
          body.network(),
          new Letter(
              envelope.from(), stamp.boot(), stamp.seq(), envelope.timestamp(), body.message()));
    } catch (IllegalArgumentException e) {
      return new Read.Refused(DropReason.MALFORMED);
    }
  }
}
