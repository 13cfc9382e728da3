package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The peers worth connecting to. For each source there is room for so many; when it is taken, one
 * that does not answer makes room, and if all do, the newcomer is not taken in.
 */
final class AddressBook {
  private final Map<String, Candidate> candidates = new TreeMap<>();

  Collection<Candidate> all() {
    return Collections.unmodifiableCollection(candidates.values());
  }

  List<Candidate> of(PeerId peer) {
    List<Candidate> found = new ArrayList<>();
    for (Candidate candidate : candidates.values()) {
      if (candidate.peer().filter(peer::equals).isPresent()) {
        found.add(candidate);
      }
    }
    return found;
  }

  /**
   * Takes in an address.
   *
   * @param replaceable whether a candidate may be forgotten for a new one
   * @return the candidate, if the address is new
   */
  Optional<Candidate> hear(
      Multiaddr address, Source source, Instant now, Predicate<Candidate> replaceable) {
    Optional<PeerId> peer = address.peer();
    String key = peer.map(PeerId::toString).orElseGet(address::toString);
    Candidate candidate = candidates.get(key);
    if (candidate == null) {
      if (!hasRoom(source, replaceable)) {
        return Optional.empty();
      }
      candidate = new Candidate(key, peer.orElse(null), now);
      candidates.put(key, candidate);
    }
    return candidate.hear(address, source, now) ? Optional.of(candidate) : Optional.empty();
  }

  void forget(Candidate candidate) {
    candidates.remove(candidate.key());
  }

  private boolean hasRoom(Source source, Predicate<Candidate> replaceable) {
    List<Candidate> same =
        candidates.values().stream().filter(known -> known.source() == source).toList();
    if (same.size() < source.maxPeers()) {
      return true;
    }
    Optional<Candidate> worst =
        same.stream()
            .filter(candidate -> candidate.failures() > 0)
            .filter(replaceable)
            .max(
                Comparator.comparing(Candidate::failures)
                    .thenComparing(Candidate::heard, Comparator.reverseOrder()));
    worst.ifPresent(this::forget);
    return worst.isPresent();
  }
}
