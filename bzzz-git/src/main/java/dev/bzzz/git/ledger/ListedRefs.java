package dev.bzzz.git.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * Refs that a remote has listed.
 *
 * @param place where the claims live
 * @param listed by full name
 */
record ListedRefs(Namespace place, Map<String, Ref> listed) implements Sight.Refs {
  @Override
  public Optional<ObjectId> find(String ref) {
    return Optional.ofNullable(listed.get(ref)).map(Ref::getObjectId);
  }

  @Override
  public List<String> obstacles(String ref) {
    return listed.keySet().stream()
        .filter(name -> name.startsWith(ref + "/") || ref.startsWith(name + "/"))
        .sorted()
        .toList();
  }
}
