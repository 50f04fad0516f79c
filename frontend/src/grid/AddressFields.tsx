import { Field } from "../ui/Field";
import { useWords } from "../words";
import styles from "./AddCamera.module.css";
import { withAddressSplit, type Draft } from "./cameraDraft";
import { BRANDS, withPath } from "./rtspAddress";

interface AddressFieldsProps {
  draft: Draft;
  problems: { address?: string | undefined; username?: string | undefined };
  onChange: (change: Partial<Draft>) => void;
}

/** The address, its path by brand, and the two secrets, which leave the address when they are in it. */
export function AddressFields({ draft, problems, onChange }: AddressFieldsProps) {
  const words = useWords().grid;
  const { address, username, password } = draft;
  return (
    <>
      <Field
        label={words.address}
        hint={words.addressHint}
        placeholder="rtsp://192.168.1.64:554/…"
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={address}
        problem={problems.address}
        onChange={(event) => onChange({ address: event.target.value })}
        onBlur={() => onChange(withAddressSplit(draft))}
      />
      <label className={styles["brand"]}>
        <span>{words.brand}</span>
        <select
          value=""
          onChange={(event) => {
            const brand = BRANDS.find(({ name }) => name === event.target.value);
            if (brand) onChange({ address: withPath(address, brand.path) });
          }}
        >
          <option value="">{words.brandNone}</option>
          {BRANDS.map(({ name, path }) => (
            <option key={name} value={name}>
              {name}: {path}
            </option>
          ))}
        </select>
      </label>
      <div className={styles["pair"]}>
        <Field
          label={`${words.user} (${words.optional})`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          problem={problems.username}
          onChange={(event) => onChange({ username: event.target.value })}
        />
        <Field
          label={`${words.secret} (${words.optional})`}
          hint={words.secretHint}
          type="password"
          // Not the person's own: browsers would offer that one.
          autoComplete="new-password"
          value={password}
          onChange={(event) => onChange({ password: event.target.value })}
        />
      </div>
    </>
  );
}
