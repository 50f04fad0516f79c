import { useEffect, useState, type ComponentType } from "react";

import { PartFailed } from "./PartFailed";

/**
 * A component whose code comes when it is first shown; until then it is nothing. React's `lazy`
 * would hold it back: what follows a fallback is shown 300 ms after it at the earliest. Where the
 * code does not come, that is said, and all else stays.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Shown, show] = useState(() => loaded);
    const [tries, setTries] = useState(1);
    const [failures, setFailures] = useState(0);
    useEffect(() => {
      if (loaded) {
        show(() => loaded); // another one was quicker
        return;
      }
      load().then(
        (component) => {
          loaded = component;
          show(() => component);
        },
        () => setFailures(tries),
      );
    }, [tries]);
    if (Shown) return <Shown {...props} />;
    if (failures < tries) return null;
    const { onClose }: { onClose?: () => void } = props; // of a part that can be left
    return <PartFailed onAgain={() => setTries(tries + 1)} onClose={onClose} />;
  };
}
