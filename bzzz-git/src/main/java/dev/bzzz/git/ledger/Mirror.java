package dev.bzzz.git.ledger;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the cache where a remote's refs were, so that the next fetch need not ask for much. */
final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private Mirror() {}

  static void note(Repository cache, Map<String, ObjectId> refs) {
    refs.forEach((name, id) -> note(cache, name, id));
  }

  private static void note(Repository cache, String name, ObjectId id) {
    try {
      RefUpdate update = cache.updateRef(name, true);
      if (!id.equals(update.getOldObjectId())) {
        update.setNewObjectId(id);
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        LOG.debug("cache noted: ref={} id={} result={}", name, id.name(), result);
      }
    } catch (IOException e) {
      // A missing note costs a larger fetch next time and nothing else.
      LOG.debug("cache could not note: ref={} id={}", name, id.name(), e);
    }
  }
}
