import { useWords } from "../words";
import { chosenCity, useChosenCity, useMe } from "./session";
import styles from "./TopBar.module.css";

/** Which city is looked at; where there is but one, its name. */
export function CitySwitch() {
  const words = useWords().session;
  const cities = useMe()?.cities ?? [];
  const chosen = useChosenCity();
  if (cities.length === 0) return null;
  if (cities.length === 1) return <span className={styles["city"]}>{cities[0]?.name}</span>;
  return (
    <select
      className={styles["city"]}
      aria-label={words.city}
      value={chosen?.id ?? 0}
      onChange={(event) => chosenCity.set(Number(event.target.value))}
    >
      <option value={0}>{words.allCities}</option>
      {cities.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
